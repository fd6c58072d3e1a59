import type { CommitLine, WireOp } from "@easel/client";
import { kindOf } from "../drawing/atom-text.js";

/** What an op does, in a few words. */
export function opInWords(op: WireOp): string {
  switch (op.kind) {
    case "add":
      return `added ${article(kindOf(op.atom).toLowerCase())}`;
    case "remove":
      return "removed something";
    case "update":
      return updateInWords(Object.keys(op.properties ?? {}));
    case "move":
      return "changed the order";
    case "insert_text":
    case "replace_text_range":
      return `typed “${shortened(op.text)}”`;
    case "delete_range":
      return "deleted text";
    case "set_meta":
      return `set the ${op.key} of the canvas`;
    case "reset":
      return "replaced the canvas";
  }
}

/** What a commit did, in a few words. */
export function commitInWords(line: CommitLine): string {
  if (line.erased) return "made a change that was erased";
  if (line.undo_of !== undefined) {
    const others = (line.undoes?.length ?? 1) - 1;
    return `undid revision ${line.undo_of}${others > 0 ? ` and ${others} more` : ""}`;
  }
  if (line.redo_of !== undefined) return `redid revision ${line.redo_of}`;
  if (line.restore_of !== undefined) return `restored revision ${line.restore_of}`;
  const [first, ...rest] = line.ops;
  if (!first) return "changed nothing";
  const words = opInWords(first);
  const others = rest.filter((op) => opInWords(op) !== words).length;
  const same = rest.length - others + 1;
  return `${words}${same > 1 ? ` (${same})` : ""}${others > 0 ? `; ${others} more` : ""}`;
}

/** The revision up to which history was erased, as far as these commits tell; 0 if nothing was. */
export function floorIn(lines: readonly CommitLine[]): number {
  return Math.max(0, ...lines.filter(({ erased }) => erased).map(({ rev }) => rev));
}

function updateInWords(names: readonly string[]): string {
  if (names.includes("width") || names.includes("height")) return "resized something";
  if (names.includes("x") || names.includes("y")) return "moved something";
  if (names.includes("color")) return "changed a colour";
  return names.length > 0 ? `changed ${names[0]}` : "changed something";
}

const TEXT_MAX = 24;

function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length > TEXT_MAX ? `${line.slice(0, TEXT_MAX)}…` : line;
}

function article(type: string): string {
  return `${/^[aeiou]/i.test(type) ? "an" : "a"} ${type}`;
}
