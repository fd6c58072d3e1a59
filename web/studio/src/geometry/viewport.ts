import type { Box, Point } from "./box.js";

/** Which part of the canvas the window shows: screen = canvas * scale + (x, y). */
export interface Viewport extends Point {
  readonly scale: number;
}

/** A size in pixels of the screen. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export const SCALE_MIN = 0.05;
export const SCALE_MAX = 4;
/** Leaves room for the tools at the side. */
const FIT_MARGIN = 80;

export const START: Viewport = { x: 0, y: 0, scale: 1 };

export function toCanvas({ x, y, scale }: Viewport, screen: Point): Point {
  return { x: (screen.x - x) / scale, y: (screen.y - y) / scale };
}

export function toScreen({ x, y, scale }: Viewport, place: Point): Point {
  return { x: place.x * scale + x, y: place.y * scale + y };
}

/** The part of the canvas that a window of this size shows. */
export function visibleBox(view: Viewport, size: Size): Box {
  return { ...toCanvas(view, { x: 0, y: 0 }), width: size.width / view.scale, height: size.height / view.scale };
}

export function panned(view: Viewport, dx: number, dy: number): Viewport {
  return { ...view, x: view.x + dx, y: view.y + dy };
}

/** Zooms; what is at a point of the screen stays there. */
export function zoomed(view: Viewport, factor: number, at: Point): Viewport {
  const scale = Math.min(SCALE_MAX, Math.max(SCALE_MIN, view.scale * factor));
  const place = toCanvas(view, at);
  return { scale, x: at.x - place.x * scale, y: at.y - place.y * scale };
}

/** Below this scale nothing can be told from anything. */
const FIT_SCALE_MIN = 0.1;

/** Whether all of a box can be seen at once. */
export function fits(box: Box | undefined, size: Size): boolean {
  return !box || scaleFor(box, size) >= FIT_SCALE_MIN;
}

/** Shows all of a box in the middle, not larger than life. */
export function fitting(box: Box | undefined, size: Size): Viewport {
  if (!box) return { scale: 1, x: size.width / 2, y: size.height / 2 };
  const scale = Math.min(1, Math.max(SCALE_MIN, scaleFor(box, size)));
  const [cx, cy] = [box.x + box.width / 2, box.y + box.height / 2];
  return { scale, x: size.width / 2 - cx * scale, y: size.height / 2 - cy * scale };
}

function scaleFor(box: Box, size: Size): number {
  // A narrow window has no room to give away.
  const margin = Math.min(FIT_MARGIN, size.width / 8, size.height / 8);
  return Math.min(
    (size.width - 2 * margin) / Math.max(1, box.width),
    (size.height - 2 * margin) / Math.max(1, box.height),
  );
}

/** The same view, moved as little as shows a box (or its top left corner, if it is too large). */
export function revealing(view: Viewport, box: Box, size: Size): Viewport {
  const { x, y } = toScreen(view, box);
  const dx = nudgeInto(x, box.width * view.scale, size.width);
  const dy = nudgeInto(y, box.height * view.scale, size.height);
  return dx === 0 && dy === 0 ? view : panned(view, dx, dy);
}

function nudgeInto(start: number, length: number, room: number): number {
  const margin = 24;
  if (start < margin) return margin - start;
  const over = start + length - (room - margin);
  return over > 0 ? -Math.min(over, start - margin) : 0;
}
