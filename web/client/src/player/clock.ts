/** What a player asks for the time; tests bring their own. */
export interface PlayerClock {
  /** Milliseconds from anywhere; never goes back. */
  now(): number;
  /** Calls back once, after some milliseconds. Returns what prevents it. */
  after(ms: number, call: () => void): () => void;
}

/** The clock of the machine. */
export const systemClock: PlayerClock = {
  now: () => performance.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};
