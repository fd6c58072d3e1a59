/**
 * Plays replays of canvases (SPEC AR4): seekable, with the exact states, without dependencies.
 * @packageDocumentation
 */
export { type PlayerClock, systemClock } from "./player/clock.js";
export { type Moment, type PlayerEvents, type PlayerOptions, ReplayPlayer } from "./player/player.js";
export { type FetchOptions, RangedReplay } from "./player/ranged-file.js";
export * from "./player/replay-file.js";
export { type ReplayArtifact, Replays, type WantedReplay } from "./player/replays.js";
export { type ReplaySource, replayInMemory } from "./player/source.js";
