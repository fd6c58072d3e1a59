import type { Atom, Canvas, ClientOp, Properties } from "@easel/client";
import { GRID } from "../geometry/snap.js";
import { newAtomId } from "./make.js";

const OFFSET = 2 * GRID;

/** Copies of atoms and of all that is in them, a little further down; `ids` are the copies of those that were named. */
export function duplicateOps(canvas: Canvas, ids: ReadonlySet<string>, makeId = newAtomId) {
  const tops = [...ids]
    .flatMap((id) => canvas.find(id) ?? [])
    .filter(({ id, parent_id }) => {
      return ![...ids].some((other) => other !== id && canvas.isWithin(parent_id, other));
    });
  const atoms = tops.flatMap((top) => canvas.subtree(top));
  const copies = new Map(atoms.map(({ id }) => [id, makeId()]));
  const ops: ClientOp[] = atoms.map((atom) => {
    const parent = copies.get(atom.parent_id ?? "") ?? atom.parent_id;
    return {
      kind: "add",
      atom: { id: copies.get(atom.id)!, type: atom.type, properties: copied(atom, copies) },
      ...(parent === null ? {} : { parent_id: parent }),
    };
  });
  return { ops, ids: tops.map(({ id }) => copies.get(id)!) };
}

/** Arrows between atoms that are copied too lead to the copies. */
function copied({ properties }: Atom, copies: ReadonlyMap<string, string>): Properties {
  const { jsonCanvasId: _, ...rest } = properties;
  const changes: Record<string, string | number> = {};
  for (const name of ["x", "y"]) {
    const place = properties[name];
    if (typeof place === "number") changes[name] = place + OFFSET;
  }
  for (const name of ["fromNode", "toNode"]) {
    const copy = copies.get(String(properties[name]));
    if (copy) changes[name] = copy;
  }
  return { ...rest, ...changes };
}
