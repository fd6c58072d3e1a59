import type { Atom } from "@easel/client";
import { type Box, grown } from "../geometry/box.js";
import { isSticky, textOf } from "./atom-text.js";
import { colorOf, type Palette, STICKY, STICKY_INK } from "./palette.js";
import { FONT_FAMILY, FONT_SIZE, fittingLines, LINE_HEIGHT, type Line, type Measure, PADDING } from "./wrapped.js";

/** Of the smaller side of an ellipse, what the largest box inside it leaves free. */
const ELLIPSE_INSET = 0.146;
const STROKE = 2;

/** Some lines of text and where they stand, relative to their atom. */
export interface Written {
  readonly x: number;
  readonly y: number;
  readonly lines: readonly Line[];
  readonly color: "ink" | "faint" | "sticky";
  readonly isBold?: boolean;
}

/** Where an atom has its text, relative to its place. */
export function textBoxOf(atom: Atom, { width, height }: Pick<Box, "width" | "height">): Box {
  const all = { x: 0, y: 0, width, height };
  const isRound = atom.type === "ellipse" || atom.type === "circle";
  return isRound ? grown(all, -ELLIPSE_INSET * Math.min(width, height)) : all;
}

/** Lays the text of an atom out. This is the slow part of drawing, so it is done once and not in every frame. */
export function writtenOn(atom: Atom, box: Box, measure: Measure): readonly Written[] {
  if (atom.type === "group") return [];
  if (atom.type === "file" || atom.type === "link") return writtenOnCard(atom, box, measure);
  const color = isSticky(atom) ? "sticky" : "ink";
  return [written(textOf(atom), textBoxOf(atom, box), measure, color)];
}

/** Draws an atom with its top left corner at the origin. */
export function drawShape(pen: CanvasRenderingContext2D, atom: Atom, { width, height }: Box, palette: Palette): void {
  const color = colorOf(atom);
  pen.lineWidth = STROKE;
  pen.strokeStyle = color ?? palette.line;
  pen.fillStyle = palette.paper;
  pen.beginPath();
  switch (atom.type) {
    case "group":
      drawGroup(pen, atom, width, height, palette);
      return;
    case "ellipse":
    case "circle":
      pen.ellipse(width / 2, height / 2, width / 2, height / 2, 0, 0, 2 * Math.PI);
      break;
    case "sticky":
    case "note":
      pen.fillStyle = color ?? STICKY;
      pen.roundRect(0, 0, width, height, 2);
      pen.fill();
      return;
    default:
      pen.roundRect(0, 0, width, height, 6);
  }
  pen.fill();
  pen.stroke();
}

/** Writes what was laid out. */
export function drawWritten(pen: CanvasRenderingContext2D, texts: readonly Written[], palette: Palette): void {
  pen.textBaseline = "alphabetic";
  pen.textAlign = "left";
  for (const { x, y, lines, color, isBold } of texts) {
    pen.font = `${isBold ? "600 " : ""}${FONT_SIZE}px ${FONT_FAMILY}`;
    pen.fillStyle = color === "sticky" ? STICKY_INK : palette[color];
    for (const [at, line] of lines.entries()) pen.fillText(line.text, x, y + at * FONT_SIZE * LINE_HEIGHT);
  }
}

function drawGroup(pen: CanvasRenderingContext2D, atom: Atom, width: number, height: number, palette: Palette): void {
  const color = colorOf(atom);
  pen.roundRect(0, 0, width, height, 10);
  pen.globalAlpha = 0.08;
  pen.fillStyle = color ?? palette.line;
  pen.fill();
  pen.globalAlpha = 1;
  pen.lineWidth = 1;
  pen.setLineDash([6, 4]);
  pen.stroke();
  pen.setLineDash([]);
  pen.font = `600 ${FONT_SIZE}px ${FONT_FAMILY}`;
  pen.fillStyle = color ?? palette.faint;
  pen.textBaseline = "alphabetic";
  pen.textAlign = "left";
  pen.fillText(textOf(atom), 4, -8);
}

/** What it refers to is elsewhere, so a card names it: the last part large, all of it below. */
function writtenOnCard(atom: Atom, { width, height }: Box, measure: Measure): Written[] {
  const target = textOf(atom);
  const name = target.replace(/\/+$/, "").split("/").at(-1)!;
  const below = FONT_SIZE * LINE_HEIGHT;
  const head = { x: 0, y: 0, width, height: Math.min(height, FONT_SIZE * 2 + PADDING) };
  const title = { ...written(name, head, measure, "ink"), isBold: true };
  if (name === target || height <= 2 * below + PADDING) return [title];
  const rest = { x: 0, y: below, width, height: height - below };
  return [title, written(target, rest, measure, "faint")];
}

function written(text: string, box: Box, measure: Measure, color: Written["color"]): Written {
  const lines = text === "" ? [] : fittingLines(text, box.width - 2 * PADDING, box.height - PADDING, measure);
  return { x: box.x + PADDING, y: box.y + PADDING / 2 + FONT_SIZE, lines, color };
}
