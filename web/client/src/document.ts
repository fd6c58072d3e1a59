import { canonical } from "./canonical.js";
import { Canvas } from "./canvas.js";
import { inverse } from "./inverse.js";
import type { Op } from "./op.js";
import { readCommitted, readOps } from "./op-shape.js";
import {
  appended,
  asSent,
  type DroppedEdit,
  type DroppedEditOp,
  type PendingEdit,
  type PendingOp,
  type SavedEdits,
  saved,
} from "./pending-edit.js";
import { type MissedOps, rebase } from "./rebase.js";
import { apply, fold, Misfit } from "./reducer.js";
import type { ActorType, Command, Intent } from "./wire/commands.js";
import type { ClientOp } from "./wire/ops.js";
import type { CommitLine } from "./wire/stream.js";

/** Edits that may wait for confirmation; the next one is refused. */
export const PENDING_MAX = 10_000;
/** Ops in one merged edit. */
export const MERGE_OPS_MAX = 256;
/** Length of the ops of one merged edit as JSON. */
export const MERGE_SIZE_MAX = 64 * 1_024;

/** What becomes of an edit at once. */
export type EditResult =
  /** It is shown, and will be sent. The key is that of an earlier edit if it was merged into that one. */
  | { readonly accepted: true; readonly key: string }
  /** It does not fit what is shown, or too many wait. Nothing changed. */
  | { readonly accepted: false; readonly op_index: number; readonly reason: string };

/** What became of a commit. */
export type CommitResult =
  /** It was known already. */
  | { readonly kind: "known" }
  /** It does not follow: something is missing, or does not fold. Start again from a snapshot. */
  | { readonly kind: "lost"; readonly reason: string }
  | { readonly kind: "taken"; readonly isMine: boolean; readonly dropped: readonly DroppedEdit[] };

/** Who edits. */
export interface Author {
  /** Shown as the author; left to the token if absent. */
  readonly actor_id?: string;
  readonly actor_type?: ActorType;
}

/** How an edit is made. */
export interface EditOptions {
  /** Edits of one tag, one after the other, become one commit while the first is unsent: for typing and dragging. */
  readonly merge?: string;
  /** What the edit is for. */
  readonly intent?: Intent;
}

/**
 * What a client knows of a canvas: the confirmed state, the edits that wait for confirmation, and the view, which is
 * both together. A pure state machine: no I/O, no clock, no randomness.
 *
 * Commits come in order of revision, without gaps. Edits are sent one at a time, oldest first, and leave when their
 * commit comes. Nothing that was edited disappears without a report that says so.
 */
export class OptimisticCanvas {
  #pending: readonly PendingEdit[] = [];
  // The head that the server named when it refused: it is of no use to ask again before.
  #sendableFrom = 0;

  constructor(
    private confirmedState: Canvas,
    private confirmedRev: number,
    private confirmedEpoch: string | null,
    private readonly author: Author = {},
    private readonly rebaseOver = rebase,
  ) {}

  /**
   * Goes on where a program ended, from the state at the saved revision; or from another, with what was lost by that.
   */
  static reopen(
    canvas: Canvas,
    rev: number,
    epoch: string | null,
    edits: SavedEdits,
    author?: Author,
    rebaseOver = rebase,
  ) {
    const same = rev === edits.rev && (edits.epoch === null || epoch === edits.epoch);
    const opened = new OptimisticCanvas(same ? canvas : Canvas.empty, edits.rev, edits.epoch, author, rebaseOver);
    opened.#pending = edits.edits.map((edit) => ({ ...edit, after: Canvas.empty }));
    const dropped = same ? opened.#report(() => opened.#refold()) : opened.reset(canvas, rev, epoch);
    opened.confirmedEpoch = epoch;
    return { opened, dropped };
  }

  /** The state that the server confirmed. */
  get confirmed(): Canvas {
    return this.confirmedState;
  }

  /** The revision of the confirmed state. */
  get rev(): number {
    return this.confirmedRev;
  }

  /** The history that revisions count in; null until it is known. */
  get epoch(): string | null {
    return this.confirmedEpoch;
  }

  /** Learns the name of the history that it has followed all the time. */
  learnEpoch(epoch: string): void {
    this.confirmedEpoch ??= epoch;
  }

  /** What to show. */
  get view(): Canvas {
    return this.#pending.at(-1)?.after ?? this.confirmedState;
  }

  /** The edits that are not confirmed, oldest first. */
  get pending(): readonly PendingEdit[] {
    return this.#pending;
  }

  /**
   * Makes an edit of what is shown.
   * @param key a name that no other edit ever had; used unless the edit is merged.
   */
  edit(ops: readonly ClientOp[], key: string, { merge, intent }: EditOptions = {}): EditResult {
    const read = ops.length > 0 ? readOps(ops) : new Misfit("ops is empty");
    if (read instanceof Misfit) return refused(read);
    const after = fold(this.view, read);
    if (after instanceof Misfit) return refused(after);
    const size = JSON.stringify(read).length;
    const last = this.#pending.at(-1);
    if (last && merge !== undefined && canMerge(last, merge, read.length, size)) {
      this.#pending = [...this.#pending.slice(0, -1), { ...last, ...merged(last, read, size), after }];
      return { accepted: true, key: last.key };
    }
    if (this.#pending.length >= PENDING_MAX) return refused(new Misfit(`${PENDING_MAX} edits wait already`));
    this.#pending = [...this.#pending, { key, ...merged(undefined, read, size), after, merge, intent }];
    return { accepted: true, key };
  }

  /**
   * The command to send now, if there is one. It stays the same, word for word, until an answer says that it was not
   * applied: only then does its key find out what became of it.
   */
  take(): Command | undefined {
    const first = this.#pending[0];
    if (!first || first.committedAs !== undefined) return undefined;
    if (first.sent) return first.sent;
    if (this.rev < this.#sendableFrom) return undefined;
    const sent: Command = {
      base_rev: this.rev,
      ops: first.ops.map(({ op }) => asSent(op)),
      ...this.author,
      correlation_id: first.key,
      on_mismatch: "rebase",
      ...(first.intent ? { intent: first.intent } : {}),
    };
    this.#pending = [{ ...first, sent }, ...this.#pending.slice(1)];
    return sent;
  }

  /** An answer said that the edit was committed; it leaves when the stream brings that commit. */
  committed(key: string, rev: number): readonly DroppedEdit[] {
    const at = this.#find(key);
    if (at < 0) return [];
    if (rev <= this.rev) return this.#report(() => this.#withdraw(at), key);
    this.#change(at, { committedAs: rev });
    return [];
  }

  /**
   * An answer said that the edit was not applied: it may be sent anew, with its ops as they read once `rev` is known.
   */
  release(key: string, rev = 0): void {
    const at = this.#find(key);
    if (at < 0) return;
    // It may have been applied all the same, if an attempt before had no answer: then nothing more may come into it.
    this.#change(at, { sent: undefined, merge: undefined });
    this.#sendableFrom = rev;
  }

  /** The server will never apply the edit: it goes, and so do later ops that need it. */
  discard(key: string): readonly DroppedEdit[] {
    const at = this.#find(key);
    return at < 0 ? [] : this.#report(() => this.#withdraw(at), key);
  }

  /** Later edits are not merged into those before: what comes next is to be a commit of its own. */
  seal(): void {
    if (this.#pending.length > 0) this.#change(this.#pending.length - 1, { merge: undefined });
  }

  /** The next commit. */
  commit(line: CommitLine): CommitResult {
    if (line.rev <= this.rev) return { kind: "known" };
    if (line.rev > this.rev + 1) return { kind: "lost", reason: `after ${this.rev} came ${line.rev}` };
    const ops = readCommitted(line.ops);
    const after = ops instanceof Misfit ? ops : fold(this.confirmed, ops);
    if (ops instanceof Misfit || after instanceof Misfit) return { kind: "lost", reason: (after as Misfit).reason };
    const at = this.#pending.findIndex((edit) => isCommitOf(line, edit));
    const mine = this.#pending[at]?.key;
    const dropped = this.#report(() => {
      if (at === 0) return this.#confirm(ops, after);
      // An edit behind the first was sent by someone else who had adopted it; then it is theirs.
      const lost = at > 0 ? this.#withdraw(at) : [];
      return [...lost, ...this.#rebase([{ before: this.confirmed, ops }], after)];
    }, mine);
    this.confirmedRev = line.rev;
    return { kind: "taken", isMine: at >= 0, dropped };
  }

  /**
   * Another state takes the place of the confirmed one (SPEC RB6).
   * @param settled the key of an edit that this state holds already.
   */
  reset(canvas: Canvas, rev: number, epoch: string | null, settled?: string): readonly DroppedEdit[] {
    const isOtherHistory = this.epoch !== null && epoch !== this.epoch;
    let before = this.confirmed;
    if (settled !== undefined && this.#pending[0]?.key === settled) {
      before = this.#pending[0].after;
      this.#pending = this.#pending.slice(1);
    }
    const dropped = this.#report(() => this.#rebase([{ before, ops: [{ kind: "reset", state: canvas }] }], canvas));
    [this.confirmedRev, this.confirmedEpoch, this.#sendableFrom] = [rev, epoch, 0];
    // A base of another history must not be sent again: its number means something else here.
    if (isOtherHistory) {
      const unsent = { sent: undefined, committedAs: undefined, merge: undefined };
      this.#pending = this.#pending.map((edit) => ({ ...edit, ...unsent }));
    }
    return dropped;
  }

  /** What must be saved, so that another run of the program can go on. */
  save(): SavedEdits {
    return { epoch: this.epoch, rev: this.rev, edits: this.#pending.map(saved) };
  }

  /** Says what a change took from the edits, and which of them it left nothing of (the one that settled apart). */
  #report(change: () => Lost, settled?: string): readonly DroppedEdit[] {
    const before = this.#pending;
    const lost = change();
    if (lost.length === 0 && this.#pending.length === before.length) return [];
    return before.flatMap(({ key }) => {
      const ops = lost.filter((one) => one.key === key).map(({ op_index, op, reason }) => ({ op_index, op, reason }));
      const isGone = this.#find(key) < 0;
      return key !== settled && (isGone || ops.length > 0) ? [{ key, ops, isGone }] : [];
    });
  }

  #find(key: string): number {
    return this.#pending.findIndex((edit) => edit.key === key);
  }

  #change(at: number, change: Partial<PendingEdit>): void {
    this.#pending = this.#pending.with(at, { ...this.#pending[at]!, ...change });
  }

  /** The first pending edit became this commit. */
  #confirm(ops: readonly Op[], after: Canvas): Lost {
    const first = this.#pending[0]!;
    const own = first.ops.map(({ op }) => op);
    const before = this.confirmed;
    this.#pending = this.#pending.slice(1);
    if (canonical(own) === canonical(ops)) {
      // The same objects stay: a view that was shown already is not another one now.
      this.confirmedState = first.after;
      return [];
    }
    const back = { before: first.after, ops: inverse(before, own) };
    return this.#rebase([back, { before, ops }], after);
  }

  /** Takes an edit out from among the others. */
  #withdraw(at: number): Lost {
    const [kept, gone, later] = [this.#pending.slice(0, at), this.#pending[at]!, this.#pending.slice(at + 1)];
    const before = kept.at(-1)?.after ?? this.confirmed;
    const back = inverse(
      before,
      gone.ops.map(({ op }) => op),
    );
    const rest = this.#carried(later, [{ before: gone.after, ops: back }]);
    this.#pending = [...kept, ...rest.edits];
    return [...rest.dropped, ...this.#refold()];
  }

  #rebase(missed: readonly MissedOps[], onto: Canvas): Lost {
    const { edits, dropped } = this.#carried(this.#pending, missed);
    this.#pending = edits;
    this.confirmedState = onto;
    return [...dropped, ...this.#refold()];
  }

  /** All ops of all edits in one batch, so that each meets what is left of the committed ops after those before it. */
  #carried(edits: readonly PendingEdit[], missed: readonly MissedOps[]) {
    const flat = edits.flatMap((edit, owner) => edit.ops.map((one) => ({ edit, owner, ...one })));
    const rebased = this.rebaseOver(
      flat.map(({ op }) => op),
      missed,
    );
    const ops: PendingOp[][] = edits.map(() => []);
    for (const { op_index, op } of rebased.ops) ops[flat[op_index]!.owner]!.push({ index: flat[op_index]!.index, op });
    const dropped = rebased.dropped.map(({ op_index, reason }) => {
      const { edit, index, op } = flat[op_index]!;
      return { key: edit.key, op_index: index, op: asSent(op), reason };
    });
    return { edits: edits.map((edit, owner) => ({ ...edit, ops: ops[owner]! })), dropped };
  }

  /** Folds the pending edits anew. What has no ops left is gone: the server has nothing left of it either. */
  #refold(): Lost {
    const dropped: (DroppedEditOp & { key: string })[] = [];
    let state = this.confirmed;
    const edits: PendingEdit[] = [];
    for (const edit of this.#pending) {
      const ops: PendingOp[] = [];
      for (const one of edit.ops) {
        const next = apply(state, one.op);
        if (next instanceof Misfit) {
          dropped.push({ key: edit.key, op_index: one.index, op: asSent(one.op), reason: "DOES_NOT_FIT" });
        } else {
          state = next;
          ops.push(one);
        }
      }
      if (ops.length > 0) edits.push({ ...edit, ops, after: state });
    }
    this.#pending = edits;
    return dropped;
  }
}

type Lost = readonly (DroppedEditOp & { readonly key: string })[];

function isCommitOf(line: CommitLine, edit: PendingEdit): boolean {
  const isBySame = edit.sent?.actor_id === undefined || edit.sent.actor_id === line.actor_id;
  return (line.correlation_id === edit.key && isBySame) || edit.committedAs === line.rev;
}

function canMerge(last: PendingEdit, merge: string, ops: number, size: number): boolean {
  return last.merge === merge && !last.sent && last.count + ops <= MERGE_OPS_MAX && last.size + size <= MERGE_SIZE_MAX;
}

function merged(last: PendingEdit | undefined, ops: readonly Op[], size: number) {
  const count = last?.count ?? 0;
  return {
    ops: ops.reduce((all, op, at) => appended(all, { index: count + at, op }), last?.ops ?? []),
    count: count + ops.length,
    size: (last?.size ?? 0) + size,
  };
}

function refused({ op_index, reason }: Misfit): EditResult {
  return { accepted: false, op_index, reason };
}
