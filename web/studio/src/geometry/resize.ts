import type { Box, Point } from "./box.js";
import { snapped } from "./snap.js";

/** A corner or side to drag, by compass. */
export type Handle = "n" | "ne" | "e" | "se" | "s" | "sw" | "w" | "nw";

export const HANDLES: readonly Handle[] = ["nw", "n", "ne", "e", "se", "s", "sw", "w"];
/** An atom cannot be made smaller than this by dragging. */
export const SIZE_MIN = 20;

/** Where a handle is on a box. */
export function handlePlace({ x, y, width, height }: Box, handle: Handle): Point {
  const dx = handle.includes("e") ? width : handle.includes("w") ? 0 : width / 2;
  const dy = handle.includes("s") ? height : handle.includes("n") ? 0 : height / 2;
  return { x: x + dx, y: y + dy };
}

/** A box after one of its handles was dragged to a point; the opposite side stays. */
export function resized(box: Box, handle: Handle, to: Point, isSnapping: boolean): Box {
  let [left, top, right, bottom] = [box.x, box.y, box.x + box.width, box.y + box.height];
  const [x, y] = [snapped(to.x, isSnapping), snapped(to.y, isSnapping)];
  if (handle.includes("w")) left = Math.min(x, right - SIZE_MIN);
  if (handle.includes("e")) right = Math.max(x, left + SIZE_MIN);
  if (handle.includes("n")) top = Math.min(y, bottom - SIZE_MIN);
  if (handle.includes("s")) bottom = Math.max(y, top + SIZE_MIN);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** The pointer that a handle shows. */
export function handleCursor(handle: Handle): string {
  return `${handle}-resize`;
}
