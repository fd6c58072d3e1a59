import type { Canvas } from "./canvas.js";
import {
  type Add,
  isTyping,
  type Move,
  makeAdd,
  makeSetMeta,
  makeUpdate,
  namesIn,
  type Op,
  type Typing,
  type Update,
  valueIn,
  withoutNames,
} from "./op.js";
import { apply, Misfit } from "./reducer.js";
import { partsOf } from "./text.js";
import type { Atom } from "./wire/state.js";

/**
 * The ops that take ops back which folded in order over `before` (SPEC OP4); fold the answer in its order.
 * @throws if the ops do not fold over `before`.
 */
export function inverse(before: Canvas, ops: readonly Op[]): Op[] {
  const inverses: Op[][] = [];
  let state = before;
  for (const op of ops) {
    const after = apply(state, op);
    if (after instanceof Misfit) throw new Error(after.reason);
    inverses.push(inverseOf(state, op));
    state = after;
  }
  return inverses.reverse().flat();
}

/** Adds a subtree as it stands in a canvas, parents first. */
export function readded(canvas: Canvas, top: Atom): [Add, ...Add[]] {
  const below = canvas.subtree(top).slice(1);
  return [
    makeAdd(top, top.parent_id, canvas.indexOf(top)),
    ...below.map((atom) => makeAdd(atom, atom.parent_id, undefined)),
  ];
}

/** Moves an atom to where it stands in a canvas. */
export function movedBack(canvas: Canvas, atom: Atom): Move {
  return { kind: "move", atom_id: atom.id, new_parent_id: atom.parent_id, new_index: canvas.indexOf(atom) };
}

function inverseOf(before: Canvas, op: Op): Op[] {
  if (isTyping(op)) return [retyped(before, op)];
  switch (op.kind) {
    case "add":
      return [{ kind: "remove", atom_id: op.atom.id }];
    case "remove":
      return readded(before, before.get(op.atom_id));
    case "update":
      return [restored(before.get(op.atom_id).properties, op)];
    case "move":
      return [movedBack(before, before.get(op.atom_id))];
    case "set_meta":
      return [makeSetMeta(op.key, valueIn(before.meta, op.key))];
    case "reset":
      return [{ kind: "reset", state: before }];
  }
}

function restored(before: Atom["properties"], op: Update): Update {
  const touched = namesIn(op);
  const untouched = Object.keys(before).filter((name) => !touched.includes(name));
  return makeUpdate(
    op.atom_id,
    withoutNames(before, untouched),
    touched.filter((name) => !Object.hasOwn(before, name)),
  );
}

function retyped(before: Canvas, op: Typing): Op {
  const { atom_id, property, at } = op;
  const { length, text: inserted } = partsOf(op);
  const deleted = String(valueIn(before.get(atom_id).properties, property)).slice(at, at + length);
  if (inserted === "") return { kind: "insert_text", atom_id, property, at, text: deleted };
  if (deleted === "") return { kind: "delete_range", atom_id, property, at, length: inserted.length };
  return { kind: "replace_text_range", atom_id, property, at, length: inserted.length, text: deleted };
}
