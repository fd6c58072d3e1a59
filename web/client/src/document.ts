import { canonical } from "./canonical.js";
import { Canvas } from "./canvas.js";
import { carried, type Lost, refolded } from "./carry.js";
import type { Author, CommitResult, EditOptions, EditResult } from "./edits.js";
import { given } from "./given.js";
import { inverse } from "./inverse.js";
import type { Op } from "./op.js";
import { readCommitted, readOps } from "./op-shape.js";
import {
  asSent,
  canMerge,
  type DroppedEdit,
  merged,
  type PendingEdit,
  type SavedEdits,
  saved,
} from "./pending-edit.js";
import { type MissedOps, rebase } from "./rebase.js";
import { fold, Misfit } from "./reducer.js";
import type { Command } from "./wire/commands.js";
import type { ClientOp } from "./wire/ops.js";
import type { CommitLine } from "./wire/stream.js";

/** Edits that may wait for confirmation; the next one is refused. */
export const PENDING_MAX = 10_000;

/**
 * What a client knows of a canvas: the confirmed state, the edits that wait for confirmation, and the view, which is
 * both together. A pure state machine: no I/O, no clock, no randomness.
 *
 * Commits come in order of revision, without gaps. Edits are sent one at a time, oldest first, and leave when their
 * commit comes. Nothing that was edited disappears without a report that says so.
 */
export class OptimisticCanvas {
  #confirmed: Canvas;
  #rev: number;
  #epoch: string | null;
  #pending: readonly PendingEdit[] = [];
  // The head that the server named when it refused: it is of no use to ask again before.
  #sendableFrom = 0;
  readonly #author: Author;
  readonly #rebaseOver: typeof rebase;

  constructor(confirmed: Canvas, rev: number, epoch: string | null, author: Author = {}, rebaseOver = rebase) {
    this.#confirmed = confirmed;
    this.#rev = rev;
    this.#epoch = epoch;
    this.#author = author;
    this.#rebaseOver = rebaseOver;
  }

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
    const dropped = same ? opened.#report(() => opened.#refold(opened.#pending)) : opened.reset(canvas, rev, epoch);
    opened.#epoch = epoch;
    return { opened, dropped };
  }

  /** The state that the server confirmed. */
  get confirmed(): Canvas {
    return this.#confirmed;
  }

  /** The revision of the confirmed state. */
  get rev(): number {
    return this.#rev;
  }

  /** The history that revisions count in; null until it is known. */
  get epoch(): string | null {
    return this.#epoch;
  }

  /** Learns the name of the history that it has followed all the time. */
  learnEpoch(epoch: string): void {
    this.#epoch ??= epoch;
  }

  /** What to show. */
  get view(): Canvas {
    return this.#pending.at(-1)?.after ?? this.#confirmed;
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
      ...this.#author,
      correlation_id: first.key,
      on_mismatch: "rebase",
      ...given({ intent: first.intent }),
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
    // What an erased commit did is forgotten, so what comes after it cannot be known from here (SPEC TF5).
    if (line.rev > this.rev + 1 || line.erased) return { kind: "lost", reason: `after ${this.rev} came ${line.rev}` };
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
    this.#rev = line.rev;
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
    [this.#rev, this.#epoch, this.#sendableFrom] = [rev, epoch, 0];
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
    const [first, ...later] = this.#pending;
    const own = first!.ops.map(({ op }) => op);
    const before = this.confirmed;
    this.#pending = later;
    if (canonical(own) === canonical(ops)) {
      // The same objects stay: a view that was shown already is not another one now.
      this.#confirmed = first!.after;
      return [];
    }
    const back = { before: first!.after, ops: inverse(before, own) };
    return this.#rebase([back, { before, ops }], after);
  }

  /** Takes an edit out from among the others. */
  #withdraw(at: number): Lost {
    const [kept, gone] = [this.#pending.slice(0, at), this.#pending[at]!];
    const before = kept.at(-1)?.after ?? this.confirmed;
    const ops = inverse(
      before,
      gone.ops.map(({ op }) => op),
    );
    const { edits, lost } = carried(this.#pending.slice(at + 1), [{ before: gone.after, ops }], this.#rebaseOver);
    return [...lost, ...this.#refold([...kept, ...edits])];
  }

  #rebase(missed: readonly MissedOps[], onto: Canvas): Lost {
    const { edits, lost } = carried(this.#pending, missed, this.#rebaseOver);
    this.#confirmed = onto;
    return [...lost, ...this.#refold(edits)];
  }

  #refold(pending: readonly PendingEdit[]): Lost {
    const { edits, lost } = refolded(pending, this.confirmed);
    this.#pending = edits;
    return lost;
  }
}

function isCommitOf(line: CommitLine, edit: PendingEdit): boolean {
  const isBySame = edit.sent?.actor_id === undefined || edit.sent.actor_id === line.actor_id;
  return (line.correlation_id === edit.key && isBySame) || edit.committedAs === line.rev;
}

function refused({ op_index, reason }: Misfit): EditResult {
  return { accepted: false, op_index, reason };
}
