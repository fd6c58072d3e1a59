import type { Atom } from "@easel/client";
import { type Box, diagonalOf, middleOf, outwards, type Point, type Side, sideTowards, spanned } from "./box.js";

/** How long an arrow head is. The measures are those of the server's pictures. */
export const HEAD_LENGTH = 10;
/** Half of how wide it is. */
export const HEAD_WIDTH = 5;
const BEND_MIN = 30;
const SAMPLES = 24;

/** Where an arrow runs: a cubic curve, and the heads at its ends. */
export interface ArrowPath {
  readonly start: Point;
  readonly leave: Point;
  readonly arrive: Point;
  readonly end: Point;
  /** The triangles at its ends, tip first. */
  readonly heads: readonly (readonly [Point, Point, Point])[];
  /** Where its label stands. */
  readonly middle: Point;
  /** The tips: what it points from and to. */
  readonly tips: readonly [from: Point, to: Point];
}

/** Finds the box of an atom by its id, or by the id that an imported file used. */
export type FindBox = (id: string) => Box | undefined;

/** The run of an arrow between two atoms, or along the diagonal of its own box where it is tied to nothing. */
export function arrowPath(arrow: Atom, find: FindBox): ArrowPath {
  const [ownFrom, ownTo] = diagonalOf(arrow);
  const from = endBox(arrow, "fromNode", find) ?? spanned(ownFrom, ownFrom);
  const to = endBox(arrow, "toNode", find) ?? spanned(ownTo, ownTo);
  return pathBetween(arrow, endAt(arrow, "fromSide", from, to), endAt(arrow, "toSide", to, from));
}

/** Whether neither end of an arrow is free. */
export function isTied({ properties }: Atom): boolean {
  return typeof properties.fromNode === "string" && typeof properties.toNode === "string";
}

/** How far a point is from an arrow. */
export function distanceTo(path: ArrowPath, point: Point): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (const place of samples(path)) nearest = Math.min(nearest, Math.hypot(place.x - point.x, place.y - point.y));
  return nearest;
}

/** The smallest box, about, that holds an arrow. */
export function arrowBox(path: ArrowPath): Box {
  const places = [...samples(path), ...path.heads.flat()];
  const xs = places.map(({ x }) => x);
  const ys = places.map(({ y }) => y);
  return spanned({ x: Math.min(...xs), y: Math.min(...ys) }, { x: Math.max(...xs), y: Math.max(...ys) });
}

interface End {
  readonly tip: Point;
  readonly out: Point;
}

function pathBetween({ properties }: Atom, from: End, to: End): ArrowPath {
  const hasTail = properties.fromEnd === "arrow";
  const hasHead = properties.toEnd !== "none";
  const start = hasTail ? along(from.tip, from.out, HEAD_LENGTH) : from.tip;
  const end = hasHead ? along(to.tip, to.out, HEAD_LENGTH) : to.tip;
  const bend = Math.max(BEND_MIN, Math.max(Math.abs(end.x - start.x), Math.abs(end.y - start.y)) / 2);
  const [leave, arrive] = [along(start, from.out, bend), along(end, to.out, bend)];
  const heads = [...(hasTail ? [headAt(from)] : []), ...(hasHead ? [headAt(to)] : [])];
  const middle = {
    x: (start.x + end.x + (leave.x + arrive.x) * 3) / 8,
    y: (start.y + end.y + (leave.y + arrive.y) * 3) / 8,
  };
  return { start, leave, arrive, end, heads, middle, tips: [from.tip, to.tip] };
}

function endAt({ properties }: Atom, name: "fromSide" | "toSide", box: Box, other: Box): End {
  const named = properties[name];
  const center = { x: other.x + other.width / 2, y: other.y + other.height / 2 };
  const side = isSide(named) ? named : sideTowards(box, center);
  return { tip: middleOf(box, side), out: outwards(side) };
}

function headAt({ tip, out }: End): readonly [Point, Point, Point] {
  const back = along(tip, out, HEAD_LENGTH);
  const across = { x: -out.y, y: out.x };
  return [tip, along(back, across, HEAD_WIDTH), along(back, across, -HEAD_WIDTH)];
}

function endBox({ properties }: Atom, name: "fromNode" | "toNode", find: FindBox): Box | undefined {
  const id = properties[name];
  return typeof id === "string" ? find(id) : undefined;
}

function isSide(value: unknown): value is Side {
  return value === "top" || value === "right" || value === "bottom" || value === "left";
}

function along(from: Point, way: Point, by: number): Point {
  return { x: from.x + way.x * by, y: from.y + way.y * by };
}

function* samples({ start, leave, arrive, end, tips }: ArrowPath): Generator<Point> {
  yield* tips;
  for (let i = 0; i <= SAMPLES; i++) {
    const t = i / SAMPLES;
    const [a, b, c, d] = [(1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t ** 2, t ** 3];
    yield {
      x: a * start.x + b * leave.x + c * arrive.x + d * end.x,
      y: a * start.y + b * leave.y + c * arrive.y + d * end.y,
    };
  }
}
