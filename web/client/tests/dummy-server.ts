import { canonical, stateHash } from "../src/canonical.js";
import { Canvas } from "../src/canvas.js";
import type { Reply } from "../src/connection.js";
import { inverse } from "../src/inverse.js";
import type { Op } from "../src/op.js";
import { readOps } from "../src/op-shape.js";
import { rebase } from "../src/rebase.js";
import { fold, Misfit } from "../src/reducer.js";
import type { Command } from "../src/wire/commands.js";
import type { WireOp } from "../src/wire/ops.js";
import type { CommitLine } from "../src/wire/stream.js";
import { readCommitted } from "./read-committed.js";

type Kept = { fingerprint: string; rev: number; body: object };

/** One canvas with the real semantics of keys, guard, rebase and undo (SPEC CM), in memory and at once. */
export class DummyServer {
  readonly lines: CommitLine[] = [];
  readonly states: Canvas[] = [Canvas.empty];
  readonly #keys = new Map<string, Kept>();
  readonly #watchers = new Set<() => void>();
  epoch = "e1";
  /** Commands that came, whatever became of them. */
  received: Command[] = [];

  get head(): number {
    return this.lines.length;
  }

  get state(): Canvas {
    return this.states[this.head]!;
  }

  get hash(): string {
    return stateHash(this.state);
  }

  /** Someone else commits; returns the revision. */
  commit(ops: readonly WireOp[], by = "other", details: Partial<CommitLine> = {}): number {
    const after = fold(this.state, readCommitted(ops));
    if (after instanceof Misfit) throw new Error(`${after.op_index}: ${after.reason}`);
    const rev = this.head + 1;
    this.states.push(after);
    this.lines.push({
      type: "op_committed",
      rev,
      ops: plain(ops),
      actor_id: by,
      event_id: `c:${rev}`,
      ts: new Date(rev * 1_000).toISOString(),
      actor_type: "human",
      subject: by,
      ...details,
    });
    for (const watcher of this.#watchers) watcher();
    return rev;
  }

  /** `POST /canvas/c/commands`. */
  command(command: Command): Reply {
    this.received.push(plain(command));
    const { correlation_id: key = "", base_rev, actor_id = "me", intent } = command;
    const fingerprint = canonical([command.ops, actor_id]);
    const earlier = this.#keys.get(key);
    if (earlier?.fingerprint === fingerprint) return { status: 200, body: { ...earlier.body, replayed: true } };
    if (earlier) return problem(422, "IDEMPOTENCY_KEY_REUSED", { original_rev: earlier.rev });
    const read = readOps(command.ops);
    if (read instanceof Misfit) return problem(422, "OP_INVALID", { op_index: read.op_index, reason: read.reason });
    const isStale = base_rev < this.head;
    if (base_rev > this.head || (isStale && command.on_mismatch !== "rebase")) return this.#mismatch(base_rev);
    const rebased = this.#carried(read, base_rev);
    const ops = rebased.ops.map(({ op }) => op);
    if (isStale && ops.length === 0) {
      return problem(409, "NOTHING_LEFT", { head_rev: this.head, dropped: rebased.dropped });
    }
    const after = fold(this.state, ops);
    if (after instanceof Misfit) return problem(422, "OP_INVALID", { op_index: after.op_index, reason: after.reason });
    const details = isStale ? { rebased_from: base_rev, dropped: rebased.dropped } : {};
    const by = { correlation_id: key, ...(intent ? { intent } : {}) };
    return this.#committed(key, fingerprint, ops, actor_id, { ...by, ...details });
  }

  /** `POST /canvas/c/undo`, scope actor. */
  undo({ correlation_id: key = "", actor_id = "me" }: { correlation_id?: string; actor_id?: string }): Reply {
    const earlier = this.#keys.get(key);
    if (earlier) return { status: 200, body: { ...earlier.body, replayed: true } };
    const undone = new Set(this.lines.map((line) => line.undo_of));
    const mine = this.lines.filter((l) => l.actor_id === actor_id && !l.undo_of && !undone.has(l.rev));
    for (const line of mine.reverse()) {
      const back = inverse(this.states[line.rev - 1]!, readCommitted(line.ops));
      const ops = this.#carried(back, line.rev).ops.map(({ op }) => op);
      if (ops.length > 0) {
        return this.#committed(key, "undo", ops, actor_id, { correlation_id: key, undo_of: line.rev });
      }
    }
    return problem(409, "NOTHING_TO_UNDO", { head_rev: this.head });
  }

  /** `GET /canvas/c/commands/{key}`. */
  answerTo(key: string): Reply {
    const kept = this.#keys.get(key);
    return kept ? { status: 200, body: kept.body } : problem(404, "COMMAND_UNKNOWN");
  }

  /** `GET /canvas/c/snapshot`. */
  snapshot(rev = this.head): Reply {
    const state = this.states[rev];
    if (!state || this.head === 0) return problem(404, "REV_UNKNOWN");
    const about = { canvas_id: "c", rev, epoch: this.epoch, head_rev: this.head, state_hash: stateHash(state) };
    return { status: 200, body: { ...about, ...plain(state.toJSON()) } };
  }

  /** A backup is put back: history after a revision is gone, and so are its keys. */
  restoreBackup(rev: number, epoch: string): void {
    this.lines.length = rev;
    this.states.length = rev + 1;
    this.epoch = epoch;
    for (const [key, kept] of this.#keys) if (kept.rev > rev) this.#keys.delete(key);
  }

  /** Calls back after every commit. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  #carried(ops: readonly Op[], base: number) {
    const missed = this.lines.slice(base).map((line, at) => ({
      before: this.states[base + at]!,
      ops: readCommitted(line.ops),
    }));
    return rebase(ops, missed);
  }

  #committed(key: string, fingerprint: string, ops: Op[], by: string, details: Partial<CommitLine>): Reply {
    const rev = this.commit(plain(ops) as WireOp[], by, details);
    const { rebased_from, dropped, undo_of } = details;
    const more = {
      ...(rebased_from === undefined ? {} : { rebased_from, dropped, ops }),
      ...(undo_of ? { undo_of } : {}),
    };
    const body = { success: true, head_rev: rev, rev, event_id: `c:${rev}`, ...plain(more) };
    if (key) this.#keys.set(key, { fingerprint, rev, body });
    return { status: 200, body };
  }

  #mismatch(base: number): Reply {
    const recovery_ops: WireOp[] = this.lines.slice(base).flatMap((line) => line.ops as WireOp[]);
    return problem(409, "REV_MISMATCH", {
      expected_rev: this.head,
      head_rev: this.head,
      base_rev: base,
      recovery: base > this.head ? "reset" : "ops",
      recovery_ops,
      epoch: this.epoch,
    });
  }
}

export function problem(status: number, code: string, more: object = {}): Reply {
  return { status, body: { code, message: code, status, ...more } };
}

export function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}
