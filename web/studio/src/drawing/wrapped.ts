import { isRightToLeft, piecesOf, trimmedEnd } from "./breaks.js";

/** Measures of text on atoms; those of the server's pictures. */
export const FONT_SIZE = 14;
export const LINE_HEIGHT = 1.35;
export const PADDING = 12;
export const FONT_FAMILY = "system-ui, sans-serif";
const LINES_MAX = 500;

/** How wide a text is. */
export type Measure = (text: string) => number;

/** A line of a text, where in the text it starts, and whether it is read from the right. */
export interface Line {
  readonly text: string;
  readonly start: number;
  readonly rtl: boolean;
}

const letters = new Intl.Segmenter();

/** Breaks a text into lines as a text field of that width does: at blanks where there are any. */
export function wrapped(text: string, width: number, measure: Measure, linesMax = LINES_MAX): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const paragraph of text.split("\n")) {
    breakUp(paragraph, start, width, measure, lines, linesMax);
    if (lines.length >= linesMax) break;
    start += paragraph.length + 1;
  }
  return lines.slice(0, linesMax);
}

/** As many lines as there may be; an ellipsis stands for the rest. */
export function firstLines(text: string, width: number, linesMax: number, measure: Measure): readonly Line[] {
  const lines = wrapped(text, width, measure, linesMax + 1);
  if (lines.length <= linesMax) return lines;
  const last = lines[linesMax - 1]!;
  return [...lines.slice(0, linesMax - 1), { ...last, text: `${last.text}…` }];
}

/** The lines that fit a box. */
export function fittingLines(text: string, width: number, height: number, measure: Measure): readonly Line[] {
  const fit = Math.min(LINES_MAX, Math.max(1, Math.floor(height / (FONT_SIZE * LINE_HEIGHT))));
  return firstLines(text, width, fit, measure);
}

function breakUp(text: string, start: number, width: number, measure: Measure, lines: Line[], linesMax: number): void {
  const rtl = isRightToLeft(text);
  let from = 0;
  while (lines.length < linesMax) {
    const rest = text.slice(from);
    const length = measure(trimmedEnd(rest)) <= width ? rest.length : fitting(rest, width, measure);
    lines.push({ text: trimmedEnd(rest.slice(0, length)), start: start + from, rtl });
    from += length;
    if (from >= text.length) return;
  }
}

/** How many units of a text make the first line: whole pieces, or what fits of one. */
function fitting(text: string, width: number, measure: Measure): number {
  let [end, used] = [0, 0];
  for (const piece of piecesOf(text)) {
    const word = trimmedEnd(piece);
    if (used + measure(word) > width) return end > 0 ? end : fittingLetters(word || piece, width, measure);
    used += measure(piece);
    end += piece.length;
  }
  return end;
}

/** Letters stay whole, with all that is written on them, and there is at least one. */
function fittingLetters(word: string, width: number, measure: Measure): number {
  let [end, used] = [0, 0];
  for (const { segment } of letters.segment(word)) {
    used += measure(segment);
    if (used > width && end > 0) break;
    end += segment.length;
  }
  return end;
}
