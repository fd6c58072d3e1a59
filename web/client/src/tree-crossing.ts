import type { Canvas } from "./canvas.js";
import { type Crossed, crossed } from "./crossed.js";
import { movedBack, readded } from "./inverse.js";
import { type Add, isTyping, type Move, makeAdd, type Op } from "./op.js";
import { apply, Misfit } from "./reducer.js";
import { movedOver, shiftOver } from "./sibling-shift.js";
import type { RemoveOp } from "./wire/ops.js";

// Ops that change the tree of atoms, over each other: SPEC RB1 and RB5.

/** RB1: what was removed takes with it what was to be done to it, or below it, or into it. */
export function overRemove(pending: Op, committed: RemoveOp, state: Canvas): Crossed {
  const top = committed.atom_id;
  if (pending.kind === "remove") {
    if (state.isWithin(pending.atom_id, top)) {
      return crossed([], pending.atom_id === top ? [] : [committed]);
    }
    return crossed([pending], state.isWithin(top, pending.atom_id) ? [] : [committed]);
  }
  if (!targetsOf(pending).some((id) => state.isWithin(id, top))) {
    return crossed([shiftOver(pending, committed, state, true)], [committed]);
  }
  return crossed([], removedAfter(pending, committed, state), "ATOM_REMOVED");
}

/** A pending remove stands whatever else happened; what happened inside of it is then gone too. */
export function removeOver(pending: RemoveOp, committed: Op, state: Canvas): Crossed {
  const top = pending.atom_id;
  if (committed.kind === "move" && committed.atom_id !== top) {
    if (state.isWithin(committed.atom_id, top)) {
      return crossed([pending], movedOut(committed, top, state));
    }
    if (state.isWithin(committed.new_parent_id, top)) {
      return crossed([pending], [{ kind: "remove", atom_id: committed.atom_id }]);
    }
  }
  if (targetsOf(committed).some((id) => state.isWithin(id, top))) return crossed([pending], []);
  return crossed([pending], [shiftOver(committed, pending, state, false)]);
}

/** RB5: adds and moves among each other. */
export function crossPlacements(pending: Add | Move, committed: Add | Move, state: Canvas): Crossed {
  if (pending.kind === "move" && committed.kind === "move") {
    if (pending.atom_id === committed.atom_id) return crossed([pending], []);
    if (wouldCycle(pending, committed, state)) {
      const back = movedBack(state, state.get(pending.atom_id));
      return crossed([], [back, committed], "CYCLE");
    }
  }
  return crossed([shiftOver(pending, committed, state, true)], [shiftOver(committed, pending, state, false)]);
}

/** The atoms that must be there for an op to mean anything. */
function targetsOf(op: Op): readonly (string | null)[] {
  if (op.kind === "add") return [op.parent_id ?? null];
  if (op.kind === "move") return [op.atom_id, op.new_parent_id];
  return op.kind === "update" || isTyping(op) ? [op.atom_id] : [];
}

/** The remove, on a canvas where the dropped op has happened. */
function removedAfter(dropped: Op, committed: RemoveOp, state: Canvas): Op[] {
  if (dropped.kind !== "move") return [committed];
  const { atom_id, new_parent_id } = dropped;
  if (state.isWithin(atom_id, committed.atom_id)) {
    // Moved out of what was removed (or, if it is the very atom, still removed by the same op).
    const isIn = atom_id === committed.atom_id || state.isWithin(new_parent_id, committed.atom_id);
    return isIn ? [committed] : [committed, { kind: "remove", atom_id }];
  }
  // An atom that there never was has nowhere to go back to.
  const atom = state.find(atom_id);
  return atom ? [movedBack(state, atom), committed] : [committed];
}

/** The committed move saved a subtree from the pending remove: where that has happened it must be added again. */
function movedOut(committed: Move, top: string, state: Canvas): Op[] {
  if (state.isWithin(committed.new_parent_id, top)) return [];
  const place = movedOver(committed, { kind: "remove", atom_id: top }, state, false);
  const [first, ...below] = readded(state, state.get(committed.atom_id));
  return [makeAdd(first.atom, place.new_parent_id, place.new_index), ...below];
}

function wouldCycle(pending: Move, committed: Move, state: Canvas): boolean {
  if (pending.new_parent_id === null) return false;
  const after = apply(state, committed);
  return !(after instanceof Misfit) && after.isWithin(pending.new_parent_id, pending.atom_id);
}
