import { FONT_FAMILY, FONT_SIZE, type Measure } from "./wrapped.js";

/** Widths that are remembered; beyond that all are measured anew. */
const KNOWN_MAX = 20_000;

/** Measures text as it is drawn. Words come again and again, and looking one up is much cheaper than measuring it. */
export function makeMeasure(): Measure {
  const context = document.createElement("canvas").getContext("2d")!;
  context.font = `${FONT_SIZE}px ${FONT_FAMILY}`;
  const known = new Map<string, number>();
  return (text) => {
    const width = known.get(text) ?? context.measureText(text).width;
    if (known.size >= KNOWN_MAX) known.clear();
    known.set(text, width);
    return width;
  };
}
