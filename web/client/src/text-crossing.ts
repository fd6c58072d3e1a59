import { type Crossed, crossed } from "./crossed.js";
import type { Op, Typing } from "./op.js";
import { partsOf } from "./text.js";
import type { DeleteRangeOp, InsertTextOp } from "./wire/ops.js";

type Part = InsertTextOp | DeleteRangeOp;
type Grid = Crossed<Part>;

/**
 * Two ops on one text (SPEC RB4). A replacement is a delete and then an insert, so everything is said by the four
 * pairs of those. At the same place the committed text comes first.
 */
export function crossText(pending: Typing, committed: Typing): Crossed {
  const parts = crossParts(split(pending), split(committed));
  return crossed<Op>(joined(parts.pending, pending), joined(parts.committed, committed));
}

function split(op: Typing): Part[] {
  const { atom_id, property, at } = op;
  const { length, text } = partsOf(op);
  const parts: Part[] = [];
  if (length > 0) parts.push({ kind: "delete_range", atom_id, property, at, length });
  if (text.length > 0) parts.push({ kind: "insert_text", atom_id, property, at, text });
  return parts;
}

/** A replacement whose halves still stand together stays one op. */
function joined(parts: readonly Part[], was: Typing): readonly Op[] {
  const [first, second] = parts;
  const isWhole =
    was.kind === "replace_text_range" &&
    parts.length === 2 &&
    first?.kind === "delete_range" &&
    second?.kind === "insert_text" &&
    first.at === second.at;
  return isWhole ? [{ ...was, at: first.at, length: first.length, text: second.text }] : parts;
}

function crossParts(pending: readonly Part[], committed: readonly Part[]): Grid {
  const rebased: Part[] = [];
  let others = committed;
  for (const part of pending) {
    let kept: readonly Part[] = [part];
    const over: Part[] = [];
    for (const other of others) {
      const met = kept.length === 1 ? crossPair(kept[0]!, other) : crossParts(kept, [other]);
      kept = met.pending;
      over.push(...met.committed);
    }
    rebased.push(...kept);
    others = over;
  }
  return crossed(rebased, others);
}

function crossPair(p: Part, c: Part): Grid {
  if (p.kind === "insert_text") {
    if (c.kind === "delete_range") return crossed([insertOver(p, c)], deleteOverInsert(c, p));
    return p.at < c.at
      ? crossed([p], [{ ...c, at: c.at + p.text.length }])
      : crossed([{ ...p, at: p.at + c.text.length }], [c]);
  }
  return c.kind === "insert_text"
    ? crossed(deleteOverInsert(p, c), [insertOver(c, p)])
    : crossed(deleteOver(p, c), deleteOver(c, p));
}

function insertOver(insert: InsertTextOp, { at, length }: DeleteRangeOp): InsertTextOp {
  return { ...insert, at: insert.at <= at ? insert.at : Math.max(at, insert.at - length) };
}

/** Text that came to stand inside the range survives: the delete goes around it, in two pieces. */
function deleteOverInsert(range: DeleteRangeOp, { at, text }: InsertTextOp): Part[] {
  if (at <= range.at) return [{ ...range, at: range.at + text.length }];
  const head = at - range.at;
  if (head >= range.length) return [range];
  return [
    { ...range, length: head },
    { ...range, at: range.at + text.length, length: range.length - head },
  ];
}

/** What both delete is deleted once; nothing may be left of the range. */
function deleteOver(range: DeleteRangeOp, other: DeleteRangeOp): Part[] {
  const end = Math.min(range.at + range.length, other.at + other.length);
  const overlap = Math.max(0, end - Math.max(range.at, other.at));
  const at = range.at <= other.at ? range.at : Math.max(other.at, range.at - other.length);
  return overlap === range.length ? [] : [{ ...range, at, length: range.length - overlap }];
}
