import type { Canvas } from "../canvas.js";
import type { EaselError } from "../problem.js";
import type { PlayerClock } from "./clock.js";
import type { ReplayGesture, StepEntry } from "./replay-file.js";

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
