import type { Canvas } from "./canvas.js";
import type { Add, Move, Op } from "./op.js";
import type { Atom } from "./wire/state.js";

/**
 * Keeps the place of an add or move among siblings while another op adds, removes or moves siblings (SPEC RB5). Places
 * are counted without the atom that the op itself moves. Both ops were built on `state`.
 * @param otherFirst who stands first at the same place.
 */
export function shiftOver(op: Op, other: Op, state: Canvas, otherFirst: boolean): Op {
  if (op.kind === "move") return movedOver(op, other, state, otherFirst);
  if (op.kind !== "add") return op;
  const parent = op.parent_id ?? null;
  if (op.index !== undefined) return { ...op, index: shift(op.index, parent, undefined, other, state, otherFirst) };
  // Without an index the committed op took the end of its time, and the pending one still takes the end.
  if (otherFirst || !isFor(other, parent)) return op;
  return { ...op, index: shift(state.siblings(parent).length, parent, undefined, other, state, otherFirst) };
}

/** A move keeps its place too. */
export function movedOver(op: Move, other: Op, state: Canvas, otherFirst: boolean): Move {
  const self = state.find(op.atom_id);
  return { ...op, new_index: shift(op.new_index, op.new_parent_id, self, other, state, otherFirst) };
}

function shift(
  at: number,
  parent: string | null,
  self: Atom | undefined,
  other: Op,
  state: Canvas,
  otherFirst: boolean,
): number {
  // A parent that this very batch made has no siblings to count yet.
  if (parent !== null && !state.find(parent)) return at;
  const siblings = state.siblings(parent);
  const selfAt = self?.parent_id === parent ? siblings.indexOf(self.id) : -1;
  const leaver = other.kind === "remove" || other.kind === "move" ? state.find(other.atom_id) : undefined;
  const leaverAt = leaver && leaver.id !== self?.id && leaver.parent_id === parent ? siblings.indexOf(leaver.id) : -1;
  const count = siblings.length - (selfAt >= 0 ? 1 : 0);
  let shifted = Math.min(at, count);
  if (leaverAt >= 0 && without(leaverAt, selfAt) < shifted) shifted--;
  const place = placeOf(other, parent, siblings.length - (leaverAt >= 0 ? 1 : 0));
  if (place !== undefined) {
    // Both places are now counted without self and leaver.
    const otherAt = without(place, selfAt < 0 ? -1 : without(selfAt, leaverAt));
    if (otherAt < shifted || (otherAt === shifted && otherFirst)) shifted++;
  }
  // What means the end goes on meaning it, unless the other one is now to stand behind.
  return at > count && otherFirst ? at + shifted - count : shifted;
}

/** A place, counted without the atom at another place. */
function without(at: number, removedAt: number): number {
  return removedAt >= 0 && removedAt < at ? at - 1 : at;
}

function isFor(op: Op, parent: string | null): op is Add | Move {
  return (
    (op.kind === "add" && (op.parent_id ?? null) === parent) || (op.kind === "move" && op.new_parent_id === parent)
  );
}

/** Where an op puts an atom among the children of a parent; undefined if it does not. */
function placeOf(op: Op, parent: string | null, count: number): number | undefined {
  if (!isFor(op, parent)) return undefined;
  return Math.min(op.kind === "add" ? (op.index ?? count) : op.new_index, count);
}
