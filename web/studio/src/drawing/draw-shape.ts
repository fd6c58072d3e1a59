import type { Atom } from "@easel/client";
import { type Box, grown } from "../geometry/box.js";
import { isCard, isSticky, labelOf, textOf } from "./atom-text.js";
import { colorOf, type Palette, STICKY, STICKY_INK } from "./palette.js";
import { FONT_FAMILY, FONT_SIZE, fittingLines, LINE_HEIGHT, type Line, type Measure, PADDING } from "./wrapped.js";

/** Of the smaller side of an ellipse, what the largest box inside it leaves free. */
const ELLIPSE_INSET = 0.146;
const STROKE = 2;

/** What is smaller has no room for a letter, so nothing is written on it. */
const TEXT_HEIGHT_MIN = FONT_SIZE + PADDING / 2;
const TEXT_WIDTH_MIN = FONT_SIZE + 2 * PADDING;

/** Some lines of text and where they stand, relative to their atom: from the left edge, or to the right one. */
export interface Written {
  readonly x: number;
  readonly right: number;
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
  if (isCard(atom)) return writtenOnCard(atom, box, measure);
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

/** Draws an image in the middle of its box, as large as it can be there with its proportions. */
export function drawImage(pen: CanvasRenderingContext2D, image: ImageBitmap, width: number, height: number): void {
  const scale = Math.min(width / image.width, height / image.height);
  const [wide, high] = [image.width * scale, image.height * scale];
  pen.drawImage(image, (width - wide) / 2, (height - high) / 2, wide, high);
}

/** Writes what was laid out. */
export function drawWritten(pen: CanvasRenderingContext2D, texts: readonly Written[], palette: Palette): void {
  pen.textBaseline = "alphabetic";
  for (const { x, right, y, lines, color, isBold } of texts) {
    pen.font = `${isBold ? "600 " : ""}${FONT_SIZE}px ${FONT_FAMILY}`;
    pen.fillStyle = color === "sticky" ? STICKY_INK : palette[color];
    for (const [at, { text, rtl }] of lines.entries()) {
      pen.direction = rtl ? "rtl" : "ltr";
      pen.textAlign = rtl ? "right" : "left";
      pen.fillText(text, rtl ? right : x, y + at * FONT_SIZE * LINE_HEIGHT);
    }
  }
  pen.direction = "ltr";
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
  pen.fillText(labelOf(atom), 4, -8);
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
  const hasRoom = text !== "" && box.width >= TEXT_WIDTH_MIN && box.height >= TEXT_HEIGHT_MIN;
  const lines = hasRoom ? fittingLines(text, box.width - 2 * PADDING, box.height - PADDING, measure) : [];
  const [x, right] = [box.x + PADDING, box.x + box.width - PADDING];
  return { x, right, y: box.y + PADDING / 2 + FONT_SIZE, lines, color };
}
