import type { Typing } from "./op.js";

// Positions are UTF-16 units and never part a surrogate pair.

/** How much an op deletes at its place, and what it then inserts there. */
export function partsOf(op: Typing): { length: number; text: string } {
  return { length: op.kind === "insert_text" ? 0 : op.length, text: op.kind === "delete_range" ? "" : op.text };
}

/** Why an op does not fit a text; undefined if it does. */
export function misfitIn(text: string, op: Typing): string | undefined {
  const end = op.at + partsOf(op).length;
  if (op.at > text.length || end > text.length) return `the text has ${text.length} units`;
  return partsPair(text, op.at) || partsPair(text, end) ? "inside a surrogate pair" : undefined;
}

/** A text after an op that fits it. */
export function typed(text: string, op: Typing): string {
  const parts = partsOf(op);
  return text.slice(0, op.at) + parts.text + text.slice(op.at + parts.length);
}

function partsPair(text: string, at: number): boolean {
  return /[\ud800-\udbff][\udc00-\udfff]/.test(text.slice(at - 1, at + 1));
}
