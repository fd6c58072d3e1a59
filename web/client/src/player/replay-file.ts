import { EaselError } from "../problem.js";
import type { ActorType } from "../wire/commands.js";
import type { WireOp } from "../wire/ops.js";
import type { CanvasState } from "../wire/state.js";

// The shapes of a replay file (SPEC AR4). Names are those of the file.

/** Who made a step. */
export interface ReplayAuthor {
  readonly actor_id: string;
  readonly actor_type: ActorType;
  readonly subject: string;
}

/** A gesture as it was seen: a pointer, a caret, a drag. */
export interface ReplayGesture {
  /** Milliseconds from the start. */
  readonly t: number;
  /** The frame that the others were sent. */
  readonly frame: unknown;
}

/** A place to begin: the state after all entries before it. Nothing happens in it. */
export interface StateEntry {
  readonly t: number;
  readonly rev: number;
  readonly state: CanvasState;
}

/** The same where the state is large: its JSON in gzip in base64. */
export interface PackedState {
  readonly t: number;
  readonly rev: number;
  readonly packed: string;
}

/** What happened: the ops of one commit, or of several close to each other, and the gestures since the entry before. */
export interface StepEntry {
  readonly t: number;
  /** The revision that it leads to. */
  readonly rev: number;
  readonly ops: readonly WireOp[];
  readonly by?: readonly ReplayAuthor[];
  /** Whether it belongs to whom the replay is about. */
  readonly own?: boolean;
  readonly gestures?: readonly ReplayGesture[];
}

/** One keyframe of a replay. */
export type ReplayEntry = StateEntry | PackedState | StepEntry;

/** What a replay says before its first entry. */
export interface ReplayHead {
  readonly v: number;
  readonly canvas_id: string;
  readonly epoch: string;
  readonly from_rev: number;
  readonly to_rev: number;
  /** RFC 3339: the zero of its times. */
  readonly from_at: string;
  readonly to_at: string;
  readonly mode: "full" | "keyframe";
  readonly selection?: { readonly actor?: string; readonly run_id?: string };
}

/** Who was at work when, coarsely. */
export interface ReplayMark {
  readonly t: number;
  readonly rev: number;
  readonly actor_id: string;
  readonly commits: number;
  readonly own?: boolean;
}

/** Where a state and the entries after it stand in the file, in bytes. */
export interface ReplaySegment {
  readonly t: number;
  readonly rev: number;
  readonly at: number;
  readonly length: number;
  readonly entries: number;
}

/** What a replay says after its last entry. */
export interface ReplayTail {
  /** Of the state at the end (SPEC OP3). */
  readonly state_hash: string;
  readonly entries: number;
  readonly duration_ms: number;
  readonly marks: readonly ReplayMark[];
  readonly index: readonly ReplaySegment[];
  /** The byte at which this part begins. */
  readonly tail_at: number;
}

/** A whole replay, as `JSON.parse` gives it. */
export interface ReplayFile extends ReplayHead, ReplayTail {
  readonly keyframes: readonly ReplayEntry[];
}

/** The form of the file that this module reads. */
export const REPLAY_VERSION = 1;

/** @internal What is said of a file that is no replay, or one of a newer server. */
export function notUnderstood(why: string): EaselError {
  return new EaselError("NOT_UNDERSTOOD", `The replay cannot be read. ${why}`);
}
