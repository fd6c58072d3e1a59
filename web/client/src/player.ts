/**
 * Plays replays of canvases (SPEC AR4): seekable, with the exact states, without dependencies.
 * @packageDocumentation
 */
export { type PlayerClock, systemClock } from "./player/clock.js";
export { ReplayPlayer } from "./player/player.js";
export type { Moment, PlayerEvents, PlayerOptions } from "./player/player-events.js";
export { type FetchOptions, RangedReplay } from "./player/ranged-file.js";
export {
  REPLAY_VERSION,
  type ReplayAuthor,
  type ReplayEntry,
  type ReplayFile,
  type ReplayGesture,
  type ReplayHead,
  type ReplayMark,
  type ReplaySegment,
  type ReplayTail,
  type StateEntry,
  type StepEntry,
} from "./player/replay-file.js";
export { type ReplayArtifact, Replays, type WantedReplay } from "./player/replays.js";
export { type ReplaySource, replayInMemory } from "./player/source.js";
