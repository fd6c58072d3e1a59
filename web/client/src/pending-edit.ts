import type { Canvas } from "./canvas.js";
import { given } from "./given.js";
import type { Op } from "./op.js";
import type { Command, DropReason, Intent } from "./wire/commands.js";
import type { ClientOp } from "./wire/ops.js";

/** Ops in one merged edit. */
export const MERGE_OPS_MAX = 256;
/** Length of the ops of one merged edit as JSON. */
export const MERGE_SIZE_MAX = 64 * 1_024;

/** One op of a pending edit. A rebase may split an op; the parts share the index. */
export interface PendingOp {
  /** Its place in the edit as it was made. */
  readonly index: number;
  /** As it reads now. */
  readonly op: Op;
}

/** An edit that is shown already and not confirmed yet. */
export interface PendingEdit {
  /** Names it for ever: sent as `correlation_id`, it makes sending again safe (SPEC CM3). */
  readonly key: string;
  /** Its ops as they read on top of everything before it. */
  readonly ops: readonly PendingOp[];
  /** The canvas after it. */
  readonly after: Canvas;
  /** How many ops it was made of. */
  readonly count: number;
  /** Length of those ops as JSON. */
  readonly size: number;
  /** Edits of one tag that follow each other become one while it is unsent. */
  readonly merge?: string | undefined;
  readonly intent?: Intent | undefined;
  /** What was sent, word for word. It stays so until an answer says that it was not applied. */
  readonly sent?: Command | undefined;
  /** The revision that the server's answer named, while the stream has not brought it. */
  readonly committedAs?: number | undefined;
}

/** An op of a pending edit that lost its meaning. */
export interface DroppedEditOp {
  /** Its place in the edit as it was made. */
  readonly op_index: number;
  /** As it last read. */
  readonly op: ClientOp;
  /** Why; `DOES_NOT_FIT` where the canvas became another in a way that no rebase explains. */
  readonly reason: DropReason | "DOES_NOT_FIT";
}

/** What an edit lost. Nothing that was edited disappears without such a report. */
export interface DroppedEdit {
  readonly key: string;
  /** Empty if all of it had come true by itself. */
  readonly ops: readonly DroppedEditOp[];
  /** Whether nothing is left of the edit, so that it will not be committed. */
  readonly isGone: boolean;
}

/** The pending edits as they are kept between two runs of a program. */
export interface SavedEdits {
  readonly epoch: string | null;
  /** The revision that the first of them is built on. */
  readonly rev: number;
  readonly edits: readonly SavedEdit[];
}

/** A pending edit as it is kept. */
export interface SavedEdit {
  readonly key: string;
  readonly ops: readonly PendingOp[];
  readonly count: number;
  readonly size: number;
  readonly intent?: Intent;
  readonly sent?: Command;
}

/** An edit in the form in which it is kept. */
export function saved({ key, ops, count, size, intent, sent }: PendingEdit): SavedEdit {
  return { key, ops, count, size, ...given({ intent, sent }) };
}

/** An op of an edit; `readOps` lets no reset in. */
export function asSent(op: Op): ClientOp {
  if (op.kind === "reset") throw new Error("A client sends no reset.");
  return op;
}

/** Adds an op to others; text that goes on where the last op's text ends becomes one op with it. */
function appended(ops: readonly PendingOp[], next: PendingOp): readonly PendingOp[] {
  const last = ops.at(-1);
  const [before, after] = [last?.op, next.op];
  const goesOn =
    before?.kind === "insert_text" &&
    after.kind === "insert_text" &&
    before.atom_id === after.atom_id &&
    before.property === after.property &&
    before.at + before.text.length === after.at;
  if (!last || !goesOn) return [...ops, next];
  return [...ops.slice(0, -1), { index: last.index, op: { ...before, text: before.text + after.text } }];
}

/** Whether an edit can still take more in. */
export function canMerge(last: PendingEdit, merge: string, ops: number, size: number): boolean {
  return last.merge === merge && !last.sent && last.count + ops <= MERGE_OPS_MAX && last.size + size <= MERGE_SIZE_MAX;
}

/** The ops of an edit with more of them, or of a new one. */
export function merged(last: PendingEdit | undefined, ops: readonly Op[], size: number) {
  const count = last?.count ?? 0;
  return {
    ops: ops.reduce((all, op, at) => appended(all, { index: count + at, op }), last?.ops ?? []),
    count: count + ops.length,
    size: (last?.size ?? 0) + size,
  };
}
