import type { ClientOp } from "@easel/client";

/** One change of a text: at a place, some units go and some text comes. */
export interface TextChange {
  readonly at: number;
  readonly length: number;
  readonly text: string;
}

/**
 * The smallest change that makes one text of another; undefined if they are equal. Where several would do ("aa" in the
 * middle of "aaaa"), the one that ends at the caret is what was typed.
 */
export function textChange(before: string, after: string, caret = after.length): TextChange | undefined {
  if (before === after) return undefined;
  // What lies behind the caret was there before; only then is what lies before it compared.
  const tailMax = Math.min(before.length, after.length - Math.min(caret, after.length));
  let tail = 0;
  while (tail < tailMax && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const headMax = Math.min(before.length, after.length) - tail;
  let head = 0;
  while (head < headMax && before[head] === after[head]) head++;
  // Behind the caret there may be more that stayed, after text was replaced from elsewhere.
  const restMax = Math.min(before.length, after.length) - head;
  while (tail < restMax && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  return wholePairs(before, after, head, tail);
}

/** A text after a change. */
export function changed(text: string, { at, length, text: added }: TextChange): string {
  return text.slice(0, at) + added + text.slice(at + length);
}

/** Where a caret is after someone else's change. At the same place their text comes first (SPEC RB4). */
export function caretAfter(caret: number, { at, length, text }: TextChange, keepsBefore = false): number {
  if (caret < at || (caret === at && keepsBefore)) return caret;
  return caret <= at + length ? at + text.length : caret - length + text.length;
}

/** A change as it reads after someone else's. Text of theirs inside what it takes away is kept behind what it adds. */
export function changeAfter(mine: TextChange, theirs: TextChange): TextChange {
  const at = caretAfter(mine.at, theirs);
  const end = caretAfter(mine.at + mine.length, theirs, true);
  const wraps = mine.length > 0 && theirs.at > mine.at && theirs.at + theirs.length < mine.at + mine.length;
  return { at, length: wraps ? 0 : Math.max(0, end - at), text: mine.text };
}

/** A change of a text property as an op. */
export function textOp(atomId: string, property: string, { at, length, text }: TextChange): ClientOp {
  if (length === 0) return { kind: "insert_text", atom_id: atomId, property, at, text };
  if (text === "") return { kind: "delete_range", atom_id: atomId, property, at, length };
  return { kind: "replace_text_range", atom_id: atomId, property, at, length, text };
}

/** No change parts a surrogate pair. */
function wholePairs(before: string, after: string, head: number, tail: number): TextChange {
  const from = head > 0 && isHigh(before.charCodeAt(head - 1)) ? head - 1 : head;
  const end = before.length - tail;
  const kept = tail > 0 && isLow(before.charCodeAt(end)) ? tail - 1 : tail;
  return { at: from, length: before.length - kept - from, text: after.slice(from, after.length - kept) };
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
