/** A signal that is aborted when another one is, or when a time has passed; lets go of the other one at the end. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #passOn: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly ms: number,
    private readonly outer?: AbortSignal,
  ) {
    this.#passOn = () => this.#controller.abort(outer?.reason);
    if (outer?.aborted) this.#passOn();
    outer?.addEventListener("abort", this.#passOn);
    this.restart();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Fails with the reason of the signal. */
  get over(): Promise<never> {
    return new Promise((_, reject) => this.signal.addEventListener("abort", () => reject(this.signal.reason)));
  }

  /** The time begins anew. */
  restart(): void {
    this.pause();
    this.#timer = setTimeout(
      () => this.#controller.abort(new DOMException("No answer in time.", "TimeoutError")),
      this.ms,
    );
  }

  /** No time passes until it begins anew. */
  pause(): void {
    clearTimeout(this.#timer);
  }

  /** Ends what still uses the signal. */
  end(): void {
    this.pause();
    this.outer?.removeEventListener("abort", this.#passOn);
    this.#controller.abort();
  }
}
