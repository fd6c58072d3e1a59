/** Wakes all who wait for something to happen. */
export class Bell {
  readonly #waiting = new Set<() => void>();

  /** Something happened. */
  ring(): void {
    for (const done of [...this.#waiting]) done();
  }

  /** Until the next time, or until the signal is aborted. */
  next(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#waiting.delete(done);
        signal?.removeEventListener("abort", done);
        resolve();
      };
      this.#waiting.add(done);
      signal?.addEventListener("abort", done);
    });
  }
}
