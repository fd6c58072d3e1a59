import { waiting } from "./backoff.js";

/** Wakes all who wait for something to happen. */
export class Bell {
  readonly #waiting = new Set<() => void>();

  /** Something happened. */
  ring(): void {
    for (const done of [...this.#waiting]) done();
  }

  /** Calls back every time, first of all. */
  always(call: () => void): void {
    this.#waiting.add(call);
  }

  /** Until the next time, or until the signal is aborted. */
  next(signal?: AbortSignal): Promise<void> {
    return waiting(signal, (done) => {
      this.#waiting.add(done);
      return () => this.#waiting.delete(done);
    });
  }
}
