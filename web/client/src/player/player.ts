import { stateHash } from "../canonical.js";
import type { Canvas } from "../canvas.js";
import { Events } from "../events.js";
import { EaselError } from "../problem.js";
import { type PlayerClock, systemClock } from "./clock.js";
import type { Moment, PlayerEvents, PlayerOptions } from "./player-events.js";
import { type Place, Playhead } from "./playhead.js";
import { notUnderstood, REPLAY_VERSION, type ReplayHead, type ReplayMark, type StepEntry } from "./replay-file.js";
import type { ReplaySource } from "./source.js";

/** How often a playing player looks at the clock. */
const TICK_MS = 33;
/** A pause longer than this is idle. */
const IDLE_MS = 2_000;
/** What is left of an idle pause that is skipped, so that what comes next is not a surprise. */
const LEAD_MS = 500;

/**
 * Plays a replay: the canvas as it was, moment by moment, by the same fold as everywhere. States are immutable and
 * share what did not change. A seek reads one segment and folds at most what is in it.
 */
export class ReplayPlayer {
  readonly #events = new Events<PlayerEvents>();
  readonly #clock: PlayerClock;
  #t = 0;
  #speed = 1;
  #skipIdle: boolean;
  #cancelTick: (() => void) | undefined;
  #tickedAt = 0;
  // Counts what was asked of the player: an answer to what was asked before the last counts no more.
  #turn = 0;
  #isPlaying = false;
  #hasEnded = false;

  private constructor(
    private readonly source: ReplaySource,
    private readonly playhead: Playhead,
    options: PlayerOptions,
  ) {
    this.#clock = options.clock ?? systemClock;
    this.#skipIdle = options.skipIdle ?? false;
    this.speed = options.speed ?? 1;
  }

  /**
   * Opens a replay at its beginning, paused.
   * @throws EaselError NOT_UNDERSTOOD if it is none, or one of a newer server; else the server's code.
   */
  static async open(source: ReplaySource, options: PlayerOptions = {}): Promise<ReplayPlayer> {
    if (source.head.v !== REPLAY_VERSION) throw notUnderstood("It is in a form that this player does not know.");
    if (!source.tail.index?.length) throw notUnderstood("It has no index.");
    return new ReplayPlayer(source, await Playhead.open(source), options);
  }

  get head(): ReplayHead {
    return this.source.head;
  }

  /** Who was at work when, coarsely. */
  get marks(): readonly ReplayMark[] {
    return this.source.tail.marks;
  }

  /** The hash of the state at the end, as the file promises it. */
  get stateHash(): string {
    return this.source.tail.state_hash;
  }

  /** Milliseconds from the first commit to the last. */
  get duration(): number {
    return this.source.tail.duration_ms;
  }

  /** The canvas at this moment. */
  get state(): Canvas {
    return this.playhead.state;
  }

  /** The revision of that canvas. */
  get rev(): number {
    return this.playhead.rev;
  }

  /** This moment, in milliseconds from the start. */
  get time(): number {
    return this.#t;
  }

  get isPlaying(): boolean {
    return this.#isPlaying;
  }

  /** Whether everything has happened. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  get speed(): number {
    return this.#speed;
  }

  /** Counts from now on. */
  set speed(speed: number) {
    if (!(speed >= 0.1 && speed <= 100)) throw new RangeError("speed is from 0.1 to 100");
    this.#speed = speed;
  }

  get skipIdle(): boolean {
    return this.#skipIdle;
  }

  set skipIdle(skip: boolean) {
    this.#skipIdle = skip;
  }

  /** Calls back for every event of a type. Returns what ends that. */
  on<K extends keyof PlayerEvents>(type: K, listener: (detail: PlayerEvents[K]) => void): () => void {
    return this.#events.on(type, listener);
  }

  /**
   * Goes on; at the end, from the beginning.
   * @throws EaselError if the beginning cannot be read; the player stays where it was.
   */
  async play(): Promise<void> {
    if (this.#isPlaying) return;
    this.#setPlaying(true);
    if (!this.#hasEnded) return this.#begin();
    try {
      await this.seek({ t: 0 });
    } catch (failure) {
      this.pause();
      throw failure;
    }
  }

  /** Stops where it is. */
  pause(): void {
    this.#interrupt();
    this.#setPlaying(false);
  }

  /**
   * Goes to a moment, the first or the last one where it is outside, and goes on from there if it was playing. Of
   * several seeks at once the last counts.
   * @throws RangeError if it is no number.
   * @throws EaselError if a part cannot be read; the player stays where it was.
   */
  async seek(moment: Moment): Promise<void> {
    const wanted = this.#within(moment);
    const turn = this.#interrupt();
    try {
      const place = await this.playhead.find(wanted);
      if (turn === this.#turn) this.#goTo(place, "t" in wanted ? wanted.t : undefined);
    } catch (failure) {
      if (turn === this.#turn) throw failure;
    } finally {
      if (turn === this.#turn && this.#isPlaying) this.#begin();
    }
  }

  /**
   * Goes to the next or the previous step, of whom the replay is about if `own`; paused. Before the first step is the
   * state that the replay begins with.
   * @returns false if there is none: then it stays where it is.
   */
  async step(to: "next" | "previous", { own = false } = {}): Promise<boolean> {
    this.pause();
    const turn = this.#turn;
    const place = await this.playhead.findStep({ to, own });
    if (!place || turn !== this.#turn) return false;
    this.#goTo(place, undefined, place.segment.steps.slice(place.done - 1, place.done));
    return true;
  }

  #within(moment: Moment): Moment {
    if (Number.isNaN("t" in moment ? moment.t : moment.rev)) throw new RangeError("a moment is a number");
    return "t" in moment ? { t: Math.min(Math.max(0, moment.t), this.duration) } : moment;
  }

  #goTo(place: Place, t?: number, steps: readonly StepEntry[] = []): void {
    this.playhead.goTo(place);
    this.#t = t ?? this.playhead.t;
    this.#hasEnded = false;
    this.#events.emit("state", { state: this.state, rev: this.rev, t: this.#t, steps });
    this.#events.emit("time", this.#t);
  }

  /** What is under way no longer counts. */
  #interrupt(): number {
    this.#cancelTick?.();
    this.#cancelTick = undefined;
    return ++this.#turn;
  }

  #begin(): void {
    this.#tickedAt = this.#clock.now();
    this.#later(++this.#turn);
  }

  #later(turn: number): void {
    this.#cancelTick = this.#clock.after(TICK_MS, () => {
      this.#tick(turn).catch((failure: unknown) => {
        if (turn !== this.#turn) return;
        this.pause();
        this.#events.emit("failed", EaselError.from(failure));
      });
    });
  }

  async #tick(turn: number): Promise<void> {
    const now = this.#clock.now();
    const until = Math.min(this.#t + (now - this.#tickedAt) * this.#speed, this.duration);
    const steps: StepEntry[] = [];
    const nextAt = await this.playhead.advance(this.#t, until, {
      step: (step) => steps.push(step),
      gesture: (gesture) => this.#events.emit("gesture", gesture),
      goesOn: () => turn === this.#turn,
    });
    if (turn !== this.#turn) return;
    // Reading may have taken its time; that is not time of the replay.
    this.#tickedAt = this.#clock.now();
    this.#t = this.#skipIdle && nextAt !== undefined && nextAt - until > IDLE_MS ? nextAt - LEAD_MS : until;
    if (steps.length > 0) {
      this.#events.emit("state", { state: this.state, rev: this.rev, t: this.#t, steps });
    }
    this.#events.emit("time", this.#t);
    if (turn !== this.#turn) return;
    if (nextAt === undefined && this.#t >= this.duration) this.#end();
    else this.#later(turn);
  }

  #end(): void {
    const hash = stateHash(this.state);
    this.#hasEnded = true;
    this.pause();
    this.#events.emit("ended", { state_hash: hash, exact: hash === this.stateHash });
  }

  #setPlaying(playing: boolean): void {
    if (this.#isPlaying === playing) return;
    this.#isPlaying = playing;
    this.#events.emit("playing", playing);
  }
}
