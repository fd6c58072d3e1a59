import { type Verdict, verdictOf } from "./answer.js";
import { pauseAfter, sleep } from "./backoff.js";
import type { Reply } from "./connection.js";
import type { SessionCore } from "./core.js";
import { asSent } from "./pending-edit.js";
import { EaselError } from "./problem.js";
import type { Command, RevMismatch } from "./wire/commands.js";

/** How often a frozen canvas is tried again: nothing says when the operator lifts the freeze. */
export const FROZEN_PAUSE_MS = 15_000;

/** Timers reach no further. */
const UNTIL_WOKEN_MS = 2 ** 31 - 1;

/** The ways of a sender out of the session. */
export interface SenderWays {
  /** Sends a command. Throws when no answer came. */
  send(command: Command): Promise<Reply>;
  /** The server is in another history, or behind: what is known must be replaced, or it throws. */
  lost(epoch: string): Promise<void>;
}

/** Something to be done when all edits made before it are settled, and before any made after it. */
export interface Job {
  readonly keys: ReadonlySet<string>;
  run(): Promise<void>;
  /** It will not be done. */
  cancel(): void;
}

/** Sends the pending edits, one at a time and oldest first, until the server has said what became of each. */
export class Sender {
  readonly #jobs: Job[] = [];
  #pause = new AbortController();
  #isIdleWait = false;
  #isWoken = false;
  #failures = 0;
  #blocked: EaselError | undefined;

  constructor(
    private readonly core: SessionCore,
    private readonly ways: SenderWays,
  ) {}

  /** Whether nothing waits. */
  get isIdle(): boolean {
    return this.#jobs.length === 0 && this.core.document.pending.length === 0;
  }

  /** What keeps it from sending. */
  get blockedBy(): EaselError | undefined {
    return this.#blocked;
  }

  /** There may be something to send. Does not shorten a pause that a failure has earned. */
  wake(): void {
    this.#isWoken = true;
    if (this.#isIdleWait) this.#pause.abort();
  }

  /** There is a reason to believe that it works now. */
  retry(): void {
    this.#isWoken = true;
    this.#pause.abort();
  }

  /** Sends nothing more until this is over; undefined: it is. */
  block(error: EaselError | undefined): void {
    if (this.#blocked === error) return;
    this.#blocked = error;
    this.core.bell.ring();
    if (!error) this.retry();
  }

  /** Runs a job between the edits that are there and those to come. */
  enqueue(job: Omit<Job, "keys">): void {
    const { document } = this.core;
    document.seal();
    this.#jobs.push({ keys: new Set(document.pending.map((edit) => edit.key)), ...job });
    this.wake();
  }

  /** Sends until the signal is aborted. */
  async run(): Promise<void> {
    this.core.signal.addEventListener("abort", () => {
      for (const job of this.#jobs) job.cancel();
      this.retry();
    });
    while (!this.core.signal.aborted) {
      this.#isWoken = false;
      this.#pause = new AbortController();
      const pause = await this.#step();
      this.core.bell.ring();
      this.#isIdleWait = pause === UNTIL_WOKEN_MS;
      if (pause > 0 && !(this.#isIdleWait && this.#isWoken) && !this.core.signal.aborted)
        await sleep(pause, this.#pause.signal);
    }
  }

  /**
   * Waits until something that may be tried again has an answer that says what became of it.
   * @returns undefined when the signal was aborted before.
   */
  async settle(send: () => Promise<Reply>): Promise<Verdict | undefined> {
    for (let failures = 0; !this.core.signal.aborted; failures++) {
      const verdict = await attempt(send);
      if (verdict.kind !== "unknown" && verdict.kind !== "later") return verdict;
      await sleep(Math.max(pauseAfter(failures), verdict.kind === "later" ? verdict.afterMs : 0), this.core.signal);
    }
    return undefined;
  }

  /** Does one thing, and says how long to wait before the next. */
  async #step(): Promise<number> {
    if (this.#blocked && this.#blocked.code !== "CANVAS_FROZEN") return UNTIL_WOKEN_MS;
    const { document } = this.core;
    const job = this.#jobs[0];
    if (job && !document.pending.some((edit) => job.keys.has(edit.key))) {
      await job.run();
      this.#jobs.shift();
      return 0;
    }
    const command = document.take();
    if (!command) return UNTIL_WOKEN_MS;
    await this.core.save();
    const verdict = await attempt(() => this.ways.send(command));
    return this.core.signal.aborted ? 0 : this.#judge(command.correlation_id!, verdict);
  }

  async #judge(key: string, verdict: Verdict): Promise<number> {
    const { document } = this.core;
    if (verdict.kind !== "unknown" && verdict.kind !== "later") this.#failures = 0;
    if (verdict.kind !== "blocked" && this.#blocked?.code === "CANVAS_FROZEN") this.block(undefined);
    switch (verdict.kind) {
      case "committed":
        this.core.changed(document.committed(key, verdict.rev));
        return 0;
      case "stale":
        return this.#catchUp(key, verdict.mismatch);
      case "nothing":
        if (verdict.head > document.rev) document.release(key, verdict.head);
        else this.core.changed(document.discard(key));
        return 0;
      case "refused":
        this.#refuse(key, verdict.error);
        return 0;
      case "blocked":
        document.release(key);
        this.block(verdict.error);
        return FROZEN_PAUSE_MS;
      case "later":
        document.release(key);
        return Math.max(verdict.afterMs, pauseAfter(this.#failures++));
      case "unknown":
        return pauseAfter(this.#failures++);
    }
  }

  /** The stream brings what is missing, commit by commit; only where it cannot is the state replaced. */
  async #catchUp(key: string, mismatch: RevMismatch): Promise<number> {
    const { document } = this.core;
    document.release(key, mismatch.head_rev);
    const isOther = document.epoch !== null && mismatch.epoch !== document.epoch;
    if (!isOther && mismatch.head_rev >= document.rev) return 0;
    try {
      await this.ways.lost(mismatch.epoch);
      return 0;
    } catch {
      return pauseAfter(this.#failures++); // Sent again, it is refused again and comes back here.
    }
  }

  #refuse(key: string, error: EaselError): void {
    const { document, events } = this.core;
    const edit = document.pending.find((one) => one.key === key);
    if (!edit) return;
    const dropped = document.discard(key);
    events.emit("refused", { key, error, ops: edit.ops.map(({ op }) => asSent(op)) });
    this.core.changed(dropped);
  }
}

async function attempt(send: () => Promise<Reply>): Promise<Verdict> {
  try {
    return verdictOf(await send());
  } catch (failure) {
    return { kind: "unknown", error: EaselError.from(failure) };
  }
}
