/** The longest pause between two attempts. */
export const PAUSE_MAX_MS = 30_000;

/**
 * How long to wait before an attempt, with full jitter: clients that were cut off together do not come back together.
 * @param failures how many attempts failed in a row.
 */
export function pauseAfter(failures: number, baseMs = 500): number {
  return Math.random() * Math.min(PAUSE_MAX_MS, baseMs * 2 ** Math.min(failures, 10));
}

/** Waits; ends early, without an error, when the signal is aborted. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return waiting(signal, (done) => {
    const timer = setTimeout(done, ms);
    return () => clearTimeout(timer);
  });
}

/** Waits until it is done, or until the signal is aborted. @param begin returns what lets go. */
export function waiting(signal: AbortSignal | undefined, begin: (done: () => void) => () => void): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      end();
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const end = begin(done);
    signal?.addEventListener("abort", done);
    if (signal?.aborted) done();
  });
}
