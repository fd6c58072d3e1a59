import type { Atom, Canvas, ClientOp } from "@easel/client";
import { isTied } from "../geometry/arrow.js";
import { type Box, boxOf, diagonalOf, holds, shifted } from "../geometry/box.js";
import type { Moved, Scene } from "../geometry/scene.js";

/** All that moves when some atoms are moved: what is in them, and what lies on a group. Arrows that are tied follow. */
export function carriedWith(canvas: Canvas, scene: Scene, ids: Iterable<string>): ReadonlyMap<string, Box> {
  const carried = new Map<string, Box>();
  const open = [...ids];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const top = carried.has(id) ? undefined : canvas.find(id);
    if (!top) continue;
    for (const atom of canvas.subtree(top)) {
      if (carried.has(atom.id)) continue;
      if (atom.type !== "arrow") carried.set(atom.id, scene.places.get(atom.id)!);
      else if (!isTied(atom)) carried.set(atom.id, signedBoxOf(atom));
      if (atom.type === "group") open.push(...lyingOn(scene, atom));
    }
  }
  return carried;
}

/** Boxes moved by the same way. */
export function movedBy(boxes: ReadonlyMap<string, Box>, dx: number, dy: number): Moved {
  return new Map([...boxes].map(([id, box]) => [id, shifted(box, dx, dy)]));
}

/** Puts atoms where they are shown. */
export function placeOps(canvas: Canvas, moved: Moved): ClientOp[] {
  return [...moved].flatMap(([id, box]) => {
    const atom = canvas.find(id);
    return atom ? placeOp(atom, box) : [];
  });
}

/** An arrow has the box of its diagonal, sizes as they are: negative if it leads left or up. */
function signedBoxOf(arrow: Atom): Box {
  const [from, to] = diagonalOf(arrow);
  return { ...from, width: to.x - from.x, height: to.y - from.y };
}

function lyingOn({ shapes, places }: Scene, group: Atom): string[] {
  const area = places.get(group.id)!;
  return shapes.filter(({ id }) => id !== group.id && holds(area, places.get(id)!)).map(({ id }) => id);
}

/** Only what changed is said, so that one who moves and one who resizes do not undo each other. */
function placeOp(atom: Atom, box: Box): ClientOp[] {
  const before = atom.type === "arrow" ? signedBoxOf(atom) : boxOf(atom);
  const names = (["x", "y", "width", "height"] as const).filter((name) => before[name] !== box[name]);
  if (names.length === 0) return [];
  const properties = Object.fromEntries(names.map((name) => [name, box[name]]));
  return [{ kind: "update", atom_id: atom.id, properties }];
}
