import type { Reply } from "./connection.js";
import { EaselError } from "./problem.js";
import type { CommandAnswer, Problem, RevMismatch } from "./wire/commands.js";

/** What an answer to a command means for the edit that it carried. There is no other way out. */
export type Verdict =
  | { readonly kind: "committed"; readonly rev: number; readonly answer?: CommandAnswer }
  /** Not applied; the server is at another revision, in a history that may be another. */
  | { readonly kind: "stale"; readonly mismatch: RevMismatch }
  /** Not applied, and never will be: others made it pointless. True once that head is known. */
  | { readonly kind: "nothing"; readonly head: number; readonly error: EaselError }
  /** Not applied, and never will be. */
  | { readonly kind: "refused"; readonly error: EaselError }
  /** Not applied; may be, once someone has changed the credentials or the switch. */
  | { readonly kind: "blocked"; readonly error: EaselError }
  /** Not applied; may be, later. */
  | { readonly kind: "later"; readonly afterMs: number; readonly error: EaselError }
  /** Applied or not: only the same command with the same key can tell (SPEC GE6). */
  | { readonly kind: "unknown"; readonly error: EaselError };

/** Reads an answer. */
export function verdictOf({ status, body, retryAfterMs }: Reply): Verdict {
  if (status === 200) return { kind: "committed", rev: (body as CommandAnswer).rev, answer: body as CommandAnswer };
  const error = EaselError.of(status, body);
  const problem = error.problem as Problem & { head_rev?: number };
  switch (error.code) {
    case "REV_MISMATCH":
      return { kind: "stale", mismatch: problem as RevMismatch };
    case "NOTHING_LEFT":
    case "NOTHING_TO_UNDO":
      return { kind: "nothing", head: problem.head_rev ?? 0, error };
    case "IDEMPOTENCY_KEY_REUSED":
      if (problem.original_rev !== undefined) return { kind: "committed", rev: problem.original_rev };
      return { kind: "refused", error };
    case "OUTCOME_UNKNOWN":
      return { kind: "unknown", error };
  }
  if ([401, 403, 404, 423].includes(status)) return { kind: "blocked", error };
  // A 503 that Easel did not write says nothing about what Easel did.
  const isEasel = error.code !== `HTTP_${status}`;
  if (status === 429 || (status === 503 && isEasel)) {
    // On a socket there is no header: the body says it.
    return { kind: "later", afterMs: retryAfterMs ?? (problem.retry_after ?? 0) * 1_000, error };
  }
  return status >= 400 && status < 500 && status !== 408 ? { kind: "refused", error } : { kind: "unknown", error };
}
