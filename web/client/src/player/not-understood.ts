import { EaselError } from "../problem.js";

/** What is said of a file that is no replay, or one of a newer server. */
export function notUnderstood(why: string): EaselError {
  return new EaselError("NOT_UNDERSTOOD", `The replay cannot be read. ${why}`);
}
