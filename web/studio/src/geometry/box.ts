import type { Atom, Json } from "@easel/client";

/** A place on the canvas, or a direction. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where an atom is. Width and height are never negative. */
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** A side of a box, named as JSON Canvas names it. */
export type Side = "top" | "right" | "bottom" | "left";

/** Anyone may put any number into an atom; beyond this a picture shows nothing anyway. */
const PLACE_MAX = 10_000_000;
const WIDTH_DEFAULT = 200;
const HEIGHT_DEFAULT = 60;

/** Where an atom says that it is. The same defaults as in the server's pictures. */
export function boxOf({ properties }: Atom): Box {
  return {
    x: numberOf(properties.x, 0),
    y: numberOf(properties.y, 0),
    width: Math.max(0, numberOf(properties.width, WIDTH_DEFAULT)),
    height: Math.max(0, numberOf(properties.height, HEIGHT_DEFAULT)),
  };
}

/** The two ends of an arrow that is tied to nothing: the diagonal of its box, whose sizes may be negative. */
export function diagonalOf({ properties }: Atom): readonly [from: Point, to: Point] {
  const from = { x: numberOf(properties.x, 0), y: numberOf(properties.y, 0) };
  const width = numberOf(properties.width, WIDTH_DEFAULT);
  const height = numberOf(properties.height, HEIGHT_DEFAULT);
  return [from, { x: from.x + width, y: from.y + height }];
}

/** The box with two corners anywhere. */
export function spanned(a: Point, b: Point): Box {
  return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
}

/** The smallest box that holds all; undefined for none. */
export function around(boxes: Iterable<Box>): Box | undefined {
  let all: Box | undefined;
  for (const box of boxes) all = all ? united(all, box) : box;
  return all;
}

/** Larger (or smaller) by the same amount on every side. */
export function grown(box: Box, by: number): Box {
  const width = Math.max(0, box.width + 2 * by);
  const height = Math.max(0, box.height + 2 * by);
  return { x: box.x - by, y: box.y - by, width, height };
}

export function shifted<B extends Point>(box: B, dx: number, dy: number): B {
  return { ...box, x: box.x + dx, y: box.y + dy };
}

export function centerOf(box: Box): Point {
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Whether two boxes share a point. */
export function overlaps(a: Box, b: Box): boolean {
  return a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height;
}

/** Whether the second lies inside the first. */
export function holds(outer: Box, inner: Box): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

export function holdsPoint(box: Box, { x, y }: Point): boolean {
  return x >= box.x && y >= box.y && x <= box.x + box.width && y <= box.y + box.height;
}

/** The middle of a side. */
export function middleOf(box: Box, side: Side): Point {
  const center = centerOf(box);
  switch (side) {
    case "top":
      return { x: center.x, y: box.y };
    case "right":
      return { x: box.x + box.width, y: center.y };
    case "bottom":
      return { x: center.x, y: box.y + box.height };
    case "left":
      return { x: box.x, y: center.y };
  }
}

/** The side that looks towards a point. A box without size looks along the longer way. */
export function sideTowards(box: Box, point: Point): Side {
  const center = centerOf(box);
  const [dx, dy] = [point.x - center.x, point.y - center.y];
  const isPoint = box.width === 0 && box.height === 0;
  const [width, height] = isPoint ? [1, 1] : [box.width, box.height];
  if (Math.abs(dx) * height > Math.abs(dy) * width) return dx > 0 ? "right" : "left";
  return dy > 0 ? "bottom" : "top";
}

/** Away from a box at one of its sides. */
export function outwards(side: Side): Point {
  switch (side) {
    case "top":
      return { x: 0, y: -1 };
    case "right":
      return { x: 1, y: 0 };
    case "bottom":
      return { x: 0, y: 1 };
    case "left":
      return { x: -1, y: 0 };
  }
}

function united(a: Box, b: Box): Box {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  const width = Math.max(a.x + a.width, b.x + b.width) - x;
  const height = Math.max(a.y + a.height, b.y + b.height) - y;
  return { x, y, width, height };
}

function numberOf(value: Json | undefined, otherwise: number): number {
  return typeof value === "number" ? Math.min(PLACE_MAX, Math.max(-PLACE_MAX, value)) : otherwise;
}

/** How much further away than most others something is when it no longer belongs to them. */
const FAR = 4;

/** The boxes that lie together: without those that are much further from the middle of all than most are. */
export function together(boxes: readonly Box[], room: number): readonly Box[] {
  const centers = boxes.map(centerOf);
  const middle = { x: median(centers.map(({ x }) => x)), y: median(centers.map(({ y }) => y)) };
  const away = centers.map(({ x, y }) => Math.hypot(x - middle.x, y - middle.y));
  const reach = FAR * median(away) + room;
  return boxes.filter((_, at) => away[at]! <= reach);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[(values.length - 1) >> 1] ?? 0;
}
