import type { Atom, Canvas } from "@easel/client";
import { type ArrowPath, arrowBox, arrowPath, distanceTo, type FindBox } from "./arrow.js";
import { type Box, boxOf, grown, holds, holdsPoint, overlaps, type Point } from "./box.js";

/** Other places for some atoms than their own: what is being dragged, here or elsewhere. */
export type Moved = ReadonlyMap<string, Box>;

export const NOTHING_MOVED: Moved = new Map();

/** What there is to draw, back to front. Arrows come last: an atom over another's end would hide where one leads. */
export interface Scene {
  readonly shapes: readonly Atom[];
  readonly arrows: readonly Atom[];
  readonly places: ReadonlyMap<string, Box>;
  /** Atom ids by the ids that an imported file used. */
  readonly foreign: ReadonlyMap<string, string>;
}

const GROUP_EDGE = 8;
const LABEL_ROOM = 26;

export function sceneOf(canvas: Canvas): Scene {
  const [shapes, arrows]: [Atom[], Atom[]] = [[], []];
  const places = new Map<string, Box>();
  const foreign = new Map<string, string>();
  for (const root of canvas.roots) {
    for (const atom of canvas.subtree(canvas.find(root)!)) {
      if (atom.type === "arrow") arrows.push(atom);
      else {
        shapes.push(atom);
        places.set(atom.id, boxOf(atom));
        const { jsonCanvasId } = atom.properties;
        if (typeof jsonCanvasId === "string" && !foreign.has(jsonCanvasId)) foreign.set(jsonCanvasId, atom.id);
      }
    }
  }
  return { shapes, arrows, places, foreign };
}

/** The atom that an end of an arrow names, by either of its ids. */
export function namedBy({ places, foreign }: Scene, id: string): string | undefined {
  return places.has(id) ? id : foreign.get(id);
}

/** Finds boxes where they are shown. */
export function finder(scene: Scene, moved: Moved = NOTHING_MOVED): FindBox {
  return (name) => {
    const id = namedBy(scene, name);
    return id === undefined ? undefined : (moved.get(id) ?? scene.places.get(id));
  };
}

/** An arrow as it is shown: a free one can be moved, and one between atoms follows them. */
export function shownArrow(arrow: Atom, moved: Moved): Atom {
  const box = moved.get(arrow.id);
  return box ? { ...arrow, properties: { ...arrow.properties, ...box } } : arrow;
}

/** Where any atom is shown. */
export function extentOf(atom: Atom, scene: Scene, moved: Moved = NOTHING_MOVED): Box {
  if (atom.type === "arrow") return arrowBox(arrowPath(shownArrow(atom, moved), finder(scene, moved)));
  return moved.get(atom.id) ?? scene.places.get(atom.id) ?? boxOf(atom);
}

/** The topmost atom at a point. A group is taken by its border and label: what is inside it shall be within reach. */
export function atomAt(scene: Scene, point: Point, tolerance: number): Atom | undefined {
  const find = finder(scene);
  const near = (path: ArrowPath) =>
    holdsPoint(grown(arrowBox(path), tolerance), point) && distanceTo(path, point) <= tolerance;
  return scene.arrows.findLast((arrow) => near(arrowPath(arrow, find))) ?? shapeAt(scene, point, GROUP_EDGE);
}

/** The topmost atom at a point that an arrow can be tied to: groups with all that is inside them. */
export function tieAt(scene: Scene, point: Point): Atom | undefined {
  return shapeAt(scene, point, Number.POSITIVE_INFINITY);
}

/** What a rectangle drawn around it selects: arrows and groups have to lie inside, others need only be touched. */
export function atomsIn(scene: Scene, box: Box): string[] {
  const isTaken = (atom: Atom) => {
    const place = scene.places.get(atom.id)!;
    return atom.type === "group" ? holds(box, place) : overlaps(box, place);
  };
  const find = finder(scene);
  const arrows = scene.arrows.filter((arrow) => holds(box, arrowBox(arrowPath(arrow, find))));
  return [...scene.shapes.filter(isTaken), ...arrows].map(({ id }) => id);
}

function shapeAt({ shapes, places }: Scene, point: Point, edge: number): Atom | undefined {
  return shapes.findLast((atom) => {
    const place = places.get(atom.id)!;
    if (atom.type !== "group") return holdsPoint(place, point);
    const labelled = { ...place, y: place.y - LABEL_ROOM, height: place.height + LABEL_ROOM };
    const inside = grown(place, -edge);
    return holdsPoint(labelled, point) && (inside.width === 0 || !holdsPoint(inside, point));
  });
}
