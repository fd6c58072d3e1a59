import type { Canvas } from "./canvas.js";
import { type Add, type Move, type Op, type Typing, type Update, valueIn, withoutNames } from "./op.js";
import { misfitIn, typed } from "./text.js";
import type { RemoveOp, SetMetaOp } from "./wire/ops.js";
import type { Atom } from "./wire/state.js";

/** Says that an op does not fit a canvas, and why. */
export class Misfit {
  constructor(
    readonly reason: string,
    /** Which op of a list it was. */
    readonly op_index = 0,
  ) {}
}

/**
 * Folds one op: the whole meaning of an op. Pure; the same canvas and op give the same result everywhere (SPEC OP2).
 */
export function apply(canvas: Canvas, op: Op): Canvas | Misfit {
  switch (op.kind) {
    case "add":
      return added(canvas, op);
    case "remove":
      return removed(canvas, op);
    case "update":
      return updated(canvas, op);
    case "move":
      return moved(canvas, op);
    case "set_meta":
      return withMeta(canvas, op);
    case "reset":
      return op.state;
    default:
      return typedInto(canvas, op);
  }
}

/** Folds ops in order, all or nothing (SPEC OP1). */
export function fold(canvas: Canvas, ops: readonly Op[]): Canvas | Misfit {
  let state = canvas;
  for (const [at, op] of ops.entries()) {
    const next = apply(state, op);
    if (next instanceof Misfit) return new Misfit(next.reason, at);
    state = next;
  }
  return state;
}

function added(canvas: Canvas, { atom, parent_id, index }: Add): Canvas | Misfit {
  const parent = parent_id ?? null;
  if (canvas.find(atom.id)) return new Misfit(`atom ${atom.id} exists already`);
  if (parent !== null && !canvas.find(parent)) return new Misfit(`parent ${parent} does not exist`);
  return canvas
    .with({ ...atom, parent_id: parent, children: [] })
    .withSiblings(parent, inserted(canvas.siblings(parent), index ?? Number.POSITIVE_INFINITY, atom.id));
}

function removed(canvas: Canvas, { atom_id }: RemoveOp): Canvas | Misfit {
  const atom = canvas.find(atom_id);
  return atom ? detached(canvas, atom).without(canvas.subtree(atom)) : missing(atom_id);
}

function updated(canvas: Canvas, { atom_id, properties, unset = [] }: Update): Canvas | Misfit {
  const atom = canvas.find(atom_id);
  if (!atom) return missing(atom_id);
  return canvas.with({ ...atom, properties: withoutNames({ ...atom.properties, ...properties }, unset) });
}

function moved(canvas: Canvas, { atom_id, new_parent_id: parent, new_index }: Move): Canvas | Misfit {
  const atom = canvas.find(atom_id);
  if (!atom) return missing(atom_id);
  if (parent !== null && !canvas.find(parent)) return new Misfit(`parent ${parent} does not exist`);
  if (canvas.isWithin(parent, atom_id)) return new Misfit(`atom ${atom_id} cannot go below itself`);
  const without = detached(canvas, atom);
  return without
    .with({ ...atom, parent_id: parent })
    .withSiblings(parent, inserted(without.siblings(parent), new_index, atom_id));
}

function typedInto(canvas: Canvas, op: Typing): Canvas | Misfit {
  const atom = canvas.find(op.atom_id);
  if (!atom) return missing(op.atom_id);
  const text = valueIn(atom.properties, op.property);
  if (typeof text !== "string") return new Misfit(`atom ${atom.id} has no text in ${op.property}`);
  const reason = misfitIn(text, op);
  if (reason !== undefined) return new Misfit(reason);
  return canvas.with({ ...atom, properties: { ...atom.properties, [op.property]: typed(text, op) } });
}

function withMeta(canvas: Canvas, op: SetMetaOp): Canvas {
  const meta = "value" in op ? { ...canvas.meta, [op.key]: op.value } : withoutNames(canvas.meta, [op.key]);
  return canvas.withMeta(meta);
}

function missing(id: string): Misfit {
  return new Misfit(`atom ${id} does not exist`);
}

function detached(canvas: Canvas, atom: Atom): Canvas {
  const siblings = canvas.siblings(atom.parent_id);
  return canvas.withSiblings(atom.parent_id, siblings.toSpliced(siblings.indexOf(atom.id), 1));
}

/** Indexes are clamped from above. */
function inserted(siblings: readonly string[], at: number, id: string): readonly string[] {
  return siblings.toSpliced(Math.min(at, siblings.length), 0, id);
}
