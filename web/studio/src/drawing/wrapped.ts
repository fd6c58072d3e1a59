/** Measures of text on atoms; those of the server's pictures. */
export const FONT_SIZE = 14;
export const LINE_HEIGHT = 1.35;
export const PADDING = 12;
export const FONT_FAMILY = "system-ui, sans-serif";
const LINES_MAX = 500;

/** How wide a text is. */
export type Measure = (text: string) => number;

/** A line of a text and where in the text it starts. */
export interface Line {
  readonly text: string;
  readonly start: number;
}

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

/** The lines that fit a box; an ellipsis stands for the rest. */
export function fittingLines(text: string, width: number, height: number, measure: Measure): readonly Line[] {
  const fit = Math.min(LINES_MAX, Math.max(1, Math.floor(height / (FONT_SIZE * LINE_HEIGHT))));
  const lines = wrapped(text, width, measure, fit + 1);
  if (lines.length <= fit) return lines;
  const last = lines[fit - 1]!;
  return [...lines.slice(0, fit - 1), { ...last, text: `${last.text}…` }];
}

function breakUp(text: string, start: number, width: number, measure: Measure, lines: Line[], linesMax: number): void {
  let from = 0;
  while (lines.length < linesMax) {
    const rest = text.slice(from);
    const length = measure(rest) <= width ? rest.length : fitting(rest, width, measure);
    lines.push({ text: rest.slice(0, length).trimEnd(), start: start + from });
    from += length;
    if (from >= text.length) return;
  }
}

/** How many units of a text make the first line: whole words with the blanks behind them, or what fits of a word. */
function fitting(text: string, width: number, measure: Measure): number {
  let [end, used] = [0, 0];
  for (const [word] of text.matchAll(/\S+\s*|\s+/g)) {
    if (used + measure(word.trimEnd()) > width) break;
    used += measure(word);
    end += word.length;
  }
  if (end > 0) return end;
  for (const letter of text) {
    used += measure(letter);
    if (used > width && end > 0) break;
    end += letter.length;
  }
  return end;
}
