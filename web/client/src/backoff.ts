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
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done);
  });
}
