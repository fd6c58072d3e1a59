import { stateHash } from "../canonical.js";
import type { Canvas } from "../canvas.js";
import { Events } from "../events.js";
import { EaselError } from "../problem.js";
import { type PlayerClock, systemClock } from "./clock.js";
import { notUnderstood } from "./ranged-file.js";
import { REPLAY_VERSION, type ReplayGesture, type ReplayHead, type ReplayMark, type StepEntry } from "./replay-file.js";
import type { ReplaySource } from "./source.js";
import { after, type Segment, Track } from "./track.js";

/** How often a playing player looks at the clock. */
const TICK_MS = 33;
/** A pause longer than this is idle. */
const IDLE_MS = 2_000;
/** What is left of an idle pause that is skipped, so that what comes next is not a surprise. */
const LEAD_MS = 500;
/** Steps before the end of a segment at which the next one is fetched. */
const READ_AHEAD = 32;

/** What a player tells. */
export interface PlayerEvents {
  /** The canvas is another one; `steps` are what was played or stepped to, none after a seek. */
  state: { readonly state: Canvas; readonly rev: number; readonly t: number; readonly steps: readonly StepEntry[] };
  /** A gesture was made; only told while playing. */
  gesture: ReplayGesture;
  /** The time, while playing and after a seek, in milliseconds from the start. */
  time: number;
  /** Playing began or stopped. */
  playing: boolean;
  /** It was played to the end. `exact`: the state there has the hash that the file promises. */
  ended: { readonly state_hash: string; readonly exact: boolean };
  /** A part could not be read; the player has stopped. */
  failed: EaselError;
}

/** Where to go: a time in milliseconds from the start, or the first moment at which a revision is reached. */
export type Moment = { readonly t: number } | { readonly rev: number };

/** How a player plays. */
export interface PlayerOptions {
  /** How fast, from 0.1 to 100; 1 is as it was. */
  readonly speed?: number;
  /** Whether pauses of more than two seconds are passed over. */
  readonly skipIdle?: boolean;
  readonly clock?: PlayerClock;
}

/** A place in the replay: a segment, and how many of its steps have happened. */
interface Place {
  readonly at: number;
  readonly segment: Segment;
  readonly done: number;
  readonly state: Canvas;
}

/**
 * Plays a replay: the canvas as it was, moment by moment, by the same fold as everywhere. States are immutable and
 * share what did not change. A seek reads one segment and folds at most what is in it.
 */
export class ReplayPlayer {
  readonly #events = new Events<PlayerEvents>();
  readonly #track: Track;
  readonly #clock: PlayerClock;
  #place: Place;
  #t = 0;
  #speed: number;
  #skipIdle: boolean;
  #cancelTick: (() => void) | undefined;
  #tickedAt = 0;
  #turn = 0;
  #isPlaying = false;
  #hasEnded = false;

  private constructor(
    private readonly source: ReplaySource,
    track: Track,
    first: Segment,
    options: PlayerOptions,
  ) {
    this.#track = track;
    this.#place = { at: 0, segment: first, done: 0, state: first.begin };
    this.#clock = options.clock ?? systemClock;
    this.#speed = 1;
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
    const track = new Track(source);
    return new ReplayPlayer(source, track, await track.segment(0), options);
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
    return this.#place.state;
  }

  /** The revision of that canvas. */
  get rev(): number {
    const { at, segment, done } = this.#place;
    return done === 0 ? this.source.tail.index[at]!.rev : segment.steps[done - 1]!.rev;
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

  /** Goes on; at the end, from the beginning. */
  async play(): Promise<void> {
    if (this.#isPlaying) return;
    if (this.#hasEnded) await this.seek({ t: 0 });
    this.#setPlaying(true);
    this.#begin();
  }

  /** Stops where it is. */
  pause(): void {
    this.#turn++;
    this.#cancelTick?.();
    this.#cancelTick = undefined;
    this.#setPlaying(false);
  }

  /**
   * Goes to a moment, and goes on from there if it was playing. Of several seeks at once the last counts.
   * @throws EaselError if a part cannot be read; the player stays where it was.
   */
  async seek(moment: Moment): Promise<void> {
    const turn = ++this.#turn;
    this.#cancelTick?.();
    const wanted = "t" in moment ? Math.min(Math.max(0, moment.t), this.duration) : moment.rev;
    const by = "t" in moment ? "t" : "rev";
    try {
      const at = this.#track.find(by, wanted);
      const segment = await this.#track.segment(at);
      if (turn !== this.#turn) return;
      if (by === "t") this.#goTo(at, segment, countUntil(segment, wanted), wanted);
      else this.#goTo(at, segment, this.#countTo(segment, at, wanted));
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
    const turn = ++this.#turn;
    const forward = to === "next";
    const wanted = (step: StepEntry) => step.by !== undefined && (!own || step.own === true);
    let { at, segment, done } = this.#place;
    while (turn === this.#turn) {
      const found = forward
        ? segment.steps.findIndex((step, n) => n >= done && wanted(step))
        : segment.steps.findLastIndex((step, n) => n < done - 1 && wanted(step));
      if (found >= 0) {
        this.#goTo(at, segment, found + 1, undefined, [segment.steps[found]!]);
        return true;
      }
      at += forward ? 1 : -1;
      if (at >= this.#track.length) return false;
      if (at < 0) return !own && this.#rewind(segment);
      segment = await this.#track.segment(at);
      done = forward ? 0 : segment.steps.length + 1;
    }
    return false;
  }

  /** Goes to where nothing has happened yet. Returns false if it is there. */
  #rewind(first: Segment): boolean {
    const { at, done } = this.#place;
    if (at === 0 && done === 0) return false;
    this.#goTo(0, first, 0);
    return true;
  }

  /** How many steps of a segment lead to a revision: up to the first that reaches it. */
  #countTo(segment: Segment, at: number, rev: number): number {
    if (this.source.tail.index[at]!.rev >= rev) return 0;
    const reached = segment.steps.findIndex((step) => step.rev >= rev);
    return reached < 0 ? segment.steps.length : reached + 1;
  }

  #goTo(at: number, segment: Segment, done: number, t?: number, steps: readonly StepEntry[] = []): void {
    const here = this.#place;
    const goesOn = here.at === at && here.done <= done;
    let state = goesOn ? here.state : segment.begin;
    for (const step of segment.steps.slice(goesOn ? here.done : 0, done)) state = after(state, step);
    this.#place = { at, segment, done, state };
    this.#t = t ?? (done === 0 ? this.source.tail.index[at]!.t : segment.steps[done - 1]!.t);
    this.#hasEnded = false;
    this.#events.emit("state", { state, rev: this.rev, t: this.#t, steps });
    this.#events.emit("time", this.#t);
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
    const nextAt = await this.#advance(turn, until, steps);
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

  /** Lets happen what happens until a time. Returns when the next thing does; undefined if there is none. */
  async #advance(turn: number, until: number, steps: StepEntry[]): Promise<number | undefined> {
    while (turn === this.#turn) {
      const { at, segment, done, state } = this.#place;
      const step = segment.steps[done];
      if (step === undefined) {
        if (at + 1 >= this.#track.length) return undefined;
        const next = await this.#track.segment(at + 1);
        if (turn !== this.#turn) return undefined;
        this.#place = { at: at + 1, segment: next, done: 0, state };
        continue;
      }
      const gestures = step.gestures ?? [];
      for (const gesture of gestures) {
        if (gesture.t > this.#t && gesture.t <= until) this.#events.emit("gesture", gesture);
      }
      if (step.t > until) return gestures.find((gesture) => gesture.t > until)?.t ?? step.t;
      this.#place = { at, segment, done: done + 1, state: after(state, step) };
      steps.push(step);
      if (segment.steps.length - done === READ_AHEAD && at + 1 < this.#track.length) void this.#readAhead(at + 1);
    }
    return undefined;
  }

  async #readAhead(at: number): Promise<void> {
    await this.#track.segment(at).catch(() => {}); // Whoever needs it asks again.
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

/** How many steps of a segment have happened at a time. */
function countUntil(segment: Segment, t: number): number {
  const next = segment.steps.findIndex((step) => step.t > t);
  return next < 0 ? segment.steps.length : next;
}
