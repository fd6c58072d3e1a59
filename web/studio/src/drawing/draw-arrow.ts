import type { Atom } from "@easel/client";
import type { ArrowPath } from "../geometry/arrow.js";
import { labelOf } from "./atom-text.js";
import { colorOf, type Palette } from "./palette.js";
import { FONT_FAMILY, FONT_SIZE } from "./wrapped.js";

/** Draws an arrow where its path runs. */
export function drawArrow(pen: CanvasRenderingContext2D, arrow: Atom, path: ArrowPath, palette: Palette): void {
  const color = colorOf(arrow) ?? palette.line;
  traceArrow(pen, path);
  pen.strokeStyle = color;
  pen.lineWidth = 2;
  pen.stroke();
  pen.fillStyle = color;
  for (const [tip, left, right] of path.heads) {
    pen.beginPath();
    pen.moveTo(tip.x, tip.y);
    pen.lineTo(left.x, left.y);
    pen.lineTo(right.x, right.y);
    pen.fill();
  }
  const label = labelOf(arrow);
  if (label) drawLabel(pen, label, path, palette);
}

/** Makes the curve of an arrow the current path. */
export function traceArrow(pen: CanvasRenderingContext2D, { start, leave, arrive, end }: ArrowPath): void {
  pen.beginPath();
  pen.moveTo(start.x, start.y);
  pen.bezierCurveTo(leave.x, leave.y, arrive.x, arrive.y, end.x, end.y);
}

function drawLabel(pen: CanvasRenderingContext2D, label: string, { middle }: ArrowPath, palette: Palette): void {
  pen.font = `${FONT_SIZE}px ${FONT_FAMILY}`;
  pen.textAlign = "center";
  pen.textBaseline = "alphabetic";
  // The outline keeps the line from running through the letters.
  pen.strokeStyle = palette.board;
  pen.lineWidth = 4;
  pen.lineJoin = "round";
  pen.strokeText(label, middle.x, middle.y);
  pen.fillStyle = palette.ink;
  pen.fillText(label, middle.x, middle.y);
}
