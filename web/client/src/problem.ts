import type { Problem } from "./wire/commands.js";

/**
 * Codes of this client, beside those of the server: no connection, no answer in time, closed, a canvas that is lost.
 */
export type ClientCode = "NETWORK" | "TIMEOUT" | "CLOSED" | "LOST" | "STORE" | "NOT_UNDERSTOOD";

/** What went wrong, with a code to switch over: one of the server's (SPEC, problem codes) or a {@link ClientCode}. */
export class EaselError extends Error {
  override readonly name = "EaselError";

  constructor(
    /** UPPER_SNAKE. */
    readonly code: ClientCode | (string & {}),
    message: string,
    /** The HTTP status; 0 where there was none. */
    readonly status = 0,
    /** The whole problem, where the server described one. */
    readonly problem?: Problem,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** What an answer that is not a success says. */
  static of(status: number, body: unknown): EaselError {
    const problem = (typeof body === "object" && body !== null ? body : {}) as Partial<Problem>;
    const code = problem.code ?? `HTTP_${status}`;
    const message = problem.message ?? `The server answered ${status}.`;
    return new EaselError(code, message, status, { ...problem, code, message });
  }

  /** Any failure as an error of this client. */
  static from(failure: unknown): EaselError {
    if (failure instanceof EaselError) return failure;
    const name = failure instanceof Error ? failure.name : "";
    const code = name === "TimeoutError" ? "TIMEOUT" : name === "AbortError" ? "CLOSED" : "NETWORK";
    return new EaselError(code, failure instanceof Error ? failure.message : String(failure), 0, undefined, {
      cause: failure,
    });
  }
}
