import type { Point } from "./box.js";

/** The distance of the dots behind a canvas, and what places snap to. */
export const GRID = 10;

export function snapped(value: number, isOn: boolean): number {
  return isOn ? Math.round(value / GRID) * GRID : Math.round(value);
}

export function snappedPoint({ x, y }: Point, isOn: boolean): Point {
  return { x: snapped(x, isOn), y: snapped(y, isOn) };
}
