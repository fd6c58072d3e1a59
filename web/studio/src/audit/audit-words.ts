import type { Atom, Canvas } from "@easel/client";
import { nameOf } from "../drawing/atom-text.js";
import type { Finding, Report, Severity } from "./reports.js";

const NAMES: Readonly<Record<Severity, readonly [one: string, many: string]>> = {
  error: ["error", "errors"],
  warning: ["warning", "warnings"],
  info: ["info", "infos"],
};

/** A score as people say it. Only a canvas without findings has 100. */
export function scoreOf({ score }: Pick<Report, "score">): number {
  return Math.floor(score * 100);
}

/** How many findings there are of one severity. */
export function countOf(severity: Severity, count: number): string {
  return `${count} ${NAMES[severity][count === 1 ? 0 : 1]}`;
}

/** How many findings there are of each severity, those that are none left out. */
export function countsInWords({ errors, warnings, infos }: Pick<Report, "errors" | "warnings" | "infos">): string {
  const counts = (
    [
      ["error", errors],
      ["warning", warnings],
      ["info", infos],
    ] as const
  )
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => countOf(severity, count));
  return counts.length > 0 ? counts.join(", ") : "Nothing was found.";
}

/** What a finding is about; of an atom that is gone, what was written on it. */
export function whereInWords({ atom_id, atom_text }: Finding, atom: Atom | undefined): string {
  if (atom) return nameOf(atom);
  if (atom_id === undefined) return "The canvas";
  return atom_text === undefined ? "No longer there" : `No longer there: ${atom_text}`;
}

// A report calls other atoms by what is written on them, with the id behind, and those without words by the id alone.
// These are the words around such an id; an id anywhere else might be a word like any other.
const ID = "([A-Za-z0-9._:-]*[A-Za-z0-9_:-])";
const BEFORE_ID =
  "out of line with|the same way as|lies partly over|belongs to|The border of|lies exactly on|says the same as|tied by";
const NAMED = new RegExp(`“(.{1,80}?)” \\(${ID}\\)|(?<=\\b(?:${BEFORE_ID}) )${ID}|^${ID}(?= covers it)`, "g");

/** What was found, with atoms called by what is written on them now, or was then. */
export function messageOn(canvas: Canvas, message: string): string {
  return message.replace(NAMED, (_, text?: string, ...ids: (string | undefined)[]) => {
    const id = ids.slice(0, 3).find((one) => one !== undefined)!;
    const atom = canvas.find(id);
    if (atom) return `“${nameOf(atom)}”`;
    return text === undefined ? id : `“${text}”`;
  });
}
