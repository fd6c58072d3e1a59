import type { CommitLine } from "@easel/client";
import type { Run } from "./runs.js";

/** How many changes a run made, and which. */
export function extentInWords({ commits, from_rev, to_rev }: Run): string {
  const changes = commits === 1 ? "1 change" : `${commits} changes`;
  return from_rev === to_rev ? `${changes}, revision ${to_rev}` : `${changes}, revisions ${from_rev} to ${to_rev}`;
}

/** What a run is for, as far as these commits of it tell: in its author's words. */
export function purposeOf({ run_id }: Run, lines: readonly CommitLine[]): string | undefined {
  const intent = lines.findLast((line) => line.intent?.run_id === run_id)?.intent;
  return intent?.reason ?? intent?.label;
}

const PROBLEMS: Readonly<Record<string, string>> = {
  CANVAS_FROZEN: "the canvas was frozen",
  CANVAS_KILLED: "the canvas was closed",
  QUOTA_EXCEEDED: "there was no room left",
  RAIL_DISABLED: "it is switched off",
  REV_UNKNOWN: "its revisions were erased",
  TOO_LARGE: "it was too long",
};

/** Why a replay or an audit of a run is missing. */
export function problemsInWords(problems: readonly string[]): string {
  return `Not all was made of it: ${problems.map((code) => PROBLEMS[code] ?? code).join(", ")}.`;
}
