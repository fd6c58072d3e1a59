/** Events that wait for a reader who iterates; beyond it the oldest are left out. */
export const WAITING_MAX = 1_000;

/** An event with its name, as iteration gives it. */
export type NamedEvent<M> = { [K in keyof M]: { readonly type: K; readonly detail: M[K] } }[keyof M];

/** Typed events for callbacks and for iteration. */
export class Events<M extends object> {
  readonly #listeners = new Map<keyof M, Set<(detail: never) => void>>();
  readonly #readers = new Set<(event: NamedEvent<M>) => void>();

  /** Calls back for every event of a type. Returns what ends that. */
  on<K extends keyof M>(type: K, listener: (detail: M[K]) => void): () => void {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** Tells an event. A listener that throws stops neither the others nor the teller. */
  emit<K extends keyof M>(type: K, detail: M[K]): void {
    for (const listener of this.#listeners.get(type) ?? []) {
      try {
        (listener as (detail: M[K]) => void)(detail);
      } catch (failure) {
        queueMicrotask(() => {
          throw failure;
        });
      }
    }
    for (const reader of this.#readers) reader({ type, detail } as NamedEvent<M>);
  }

  /**
   * All events from now on, until the signal is aborted or the loop is left. Of a slow reader the oldest are left out.
   */
  async *iterate(signal: AbortSignal): AsyncGenerator<NamedEvent<M>, void, undefined> {
    let [waiting, wake]: [NamedEvent<M>[], () => void] = [[], () => {}];
    const reader = (event: NamedEvent<M>) => {
      waiting.push(event);
      if (waiting.length > WAITING_MAX) waiting.shift();
      wake();
    };
    this.#readers.add(reader);
    const stop = () => wake();
    signal.addEventListener("abort", stop);
    try {
      while (true) {
        const ready = waiting;
        waiting = [];
        yield* ready;
        if (waiting.length > 0) continue;
        if (signal.aborted) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      this.#readers.delete(reader);
      signal.removeEventListener("abort", stop);
    }
  }
}
