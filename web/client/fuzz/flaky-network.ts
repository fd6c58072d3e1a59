/** A network that can be unplugged. What is on its way then is lost, and nobody knows whether it arrived. */
export class FlakyNetwork {
  #unplugged = new AbortController();
  #isOffline = false;
  /** How often it was unplugged. */
  outages = 0;

  get isOffline(): boolean {
    return this.#isOffline;
  }

  set isOffline(offline: boolean) {
    if (offline && !this.#isOffline) {
      this.outages++;
      this.#unplugged.abort(new TypeError("the network is gone"));
    }
    if (!offline) this.#unplugged = new AbortController();
    this.#isOffline = offline;
  }

  constructor(private readonly network: typeof fetch = fetch) {}

  /** Use it as `fetch`. */
  readonly fetch: typeof fetch = (input, init = {}) => {
    const signals = [this.#unplugged.signal, init.signal].filter((signal) => !!signal);
    return this.network(input, { ...init, signal: AbortSignal.any(signals) });
  };
}
