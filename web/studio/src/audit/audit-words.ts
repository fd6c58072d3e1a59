import type { Report, Severity } from "./reports.js";

const NAMES: Readonly<Record<Severity, readonly [one: string, many: string]>> = {
  error: ["error", "errors"],
  warning: ["warning", "warnings"],
  info: ["hint", "hints"],
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
