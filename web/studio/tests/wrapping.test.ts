import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { firstLines, type Line } from "../src/drawing/wrapped.js";

interface Vector {
  readonly name: string;
  readonly text: string;
  readonly width: number;
  readonly lines_max: number;
  readonly lines: readonly Line[];
  readonly cut: boolean;
}

const vectors: Vector[] = JSON.parse(
  readFileSync(new URL("../../../conformance/wrapping.json", import.meta.url), "utf8"),
);

/** As the vectors count: letters from U+1100 on take two places, marks and joiners none. */
function measure(text: string): number {
  const widths = Array.from(text, (letter) =>
    /[\p{M}\u200d]/u.test(letter) ? 0 : letter.codePointAt(0)! >= 0x1100 ? 2 : 1,
  );
  return widths.reduce((sum: number, width) => sum + width, 0);
}

test.each(vectors)("AR3 $name", ({ text, width, lines_max, lines, cut }) => {
  const found = firstLines(text, width, lines_max, measure);
  const shown = lines.map((line, at) => (cut && at === lines.length - 1 ? { ...line, text: `${line.text}…` } : line));
  expect(found).toEqual(shown);
});
