import type { Canvas } from "../canvas.js";
import type { Moment } from "./player-events.js";
import type { ReplayGesture, StepEntry } from "./replay-file.js";
import type { ReplaySource } from "./source.js";
import { after, type Segment, Track } from "./track.js";

/** Steps before the end of a segment at which the next one is fetched. */
const READ_AHEAD = 32;

/** A place in a replay: a segment, and how many of its steps have happened. */
export interface Place {
  readonly at: number;
  readonly segment: Segment;
  readonly done: number;
}

/** Which of the steps to go to. */
export interface Wanted {
  readonly to: "next" | "previous";
  /** Only those of whom the replay is about. */
  readonly own: boolean;
}

/** What happens while time passes. */
export interface Witness {
  step(step: StepEntry): void;
  gesture(gesture: ReplayGesture): void;
  /** Whether it is still to go on. Asked after every read: then others may have moved it. */
  goesOn(): boolean;
}

/** Where a player is, and the canvas there. It knows the time of things, and no clock. */
export class Playhead {
  #place: Place;
  #state: Canvas;

  private constructor(
    private readonly source: ReplaySource,
    private readonly track: Track,
    first: Segment,
  ) {
    this.#place = { at: 0, segment: first, done: 0 };
    this.#state = first.begin;
  }

  /** At the beginning. */
  static async open(source: ReplaySource): Promise<Playhead> {
    const track = new Track(source);
    return new Playhead(source, track, await track.segment(0));
  }

  /** The canvas here. */
  get state(): Canvas {
    return this.#state;
  }

  get rev(): number {
    return this.#reached.rev;
  }

  /** When the last thing happened. */
  get t(): number {
    return this.#reached.t;
  }

  /** Reads what holds a moment, and stays where it is. */
  async find(moment: Moment): Promise<Place> {
    const isTime = "t" in moment;
    const at = isTime ? this.track.find("t", moment.t) : this.track.find("rev", moment.rev);
    const segment = await this.track.segment(at);
    return { at, segment, done: isTime ? countUntil(segment, moment.t) : this.#countTo(segment, at, moment.rev) };
  }

  /**
   * Reads as far as the next or the previous step, and stays where it is. Before the first step of all is the state
   * that the replay begins with.
   * @returns undefined if there is none.
   */
  async findStep({ to, own }: Wanted): Promise<Place | undefined> {
    const forward = to === "next";
    const isWanted = (step: StepEntry) => step.by !== undefined && (!own || step.own === true);
    let { at, segment, done } = this.#place;
    const isAtBegin = at === 0 && done === 0;
    while (true) {
      const found = forward
        ? segment.steps.findIndex((step, n) => n >= done && isWanted(step))
        : segment.steps.findLastIndex((step, n) => n < done - 1 && isWanted(step));
      if (found >= 0) return { at, segment, done: found + 1 };
      at += forward ? 1 : -1;
      if (at >= this.track.length) return undefined;
      if (at < 0) return own || isAtBegin ? undefined : { at: 0, segment, done: 0 };
      segment = await this.track.segment(at);
      done = forward ? 0 : segment.steps.length + 1;
    }
  }

  /** Goes to a place that was found. */
  goTo(place: Place): void {
    const here = this.#place;
    const goesOn = here.at === place.at && here.done <= place.done;
    let state = goesOn ? this.#state : place.segment.begin;
    for (const step of place.segment.steps.slice(goesOn ? here.done : 0, place.done)) state = after(state, step);
    this.#place = place;
    this.#state = state;
  }

  /** Lets happen what happens after a time and until another. Returns when the next thing does; undefined: never. */
  async advance(from: number, until: number, witness: Witness): Promise<number | undefined> {
    while (witness.goesOn()) {
      const { at, segment, done } = this.#place;
      const step = segment.steps[done];
      if (step === undefined) {
        if (at + 1 >= this.track.length) return undefined;
        const next = await this.track.segment(at + 1);
        if (witness.goesOn()) this.#place = { at: at + 1, segment: next, done: 0 };
        continue;
      }
      const gestures = step.gestures ?? [];
      for (const gesture of gestures) if (gesture.t > from && gesture.t <= until) witness.gesture(gesture);
      if (step.t > until) return gestures.find((gesture) => gesture.t > until)?.t ?? step.t;
      this.#state = after(this.#state, step);
      this.#place = { at, segment, done: done + 1 };
      witness.step(step);
      if (segment.steps.length - done === READ_AHEAD && at + 1 < this.track.length) void this.#readAhead(at + 1);
    }
    return undefined;
  }

  /** Of the last step that happened, or of the state where none has. */
  get #reached(): { readonly t: number; readonly rev: number } {
    const { at, segment, done } = this.#place;
    return done === 0 ? this.source.tail.index[at]! : segment.steps[done - 1]!;
  }

  /** How many steps of a segment lead to a revision: up to the first that reaches it. */
  #countTo(segment: Segment, at: number, rev: number): number {
    if (this.source.tail.index[at]!.rev >= rev) return 0;
    const reached = segment.steps.findIndex((step) => step.rev >= rev);
    return reached < 0 ? segment.steps.length : reached + 1;
  }

  async #readAhead(at: number): Promise<void> {
    await this.track.segment(at).catch(() => {}); // Whoever needs it asks again.
  }
}

/** How many steps of a segment have happened at a time. */
function countUntil(segment: Segment, t: number): number {
  const next = segment.steps.findIndex((step) => step.t > t);
  return next < 0 ? segment.steps.length : next;
}
