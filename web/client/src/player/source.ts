import type { ReplayEntry, ReplayFile, ReplayHead, ReplayTail } from "./replay-file.js";

/** Where a player reads a replay from, part by part. */
export interface ReplaySource {
  readonly head: ReplayHead;
  readonly tail: ReplayTail;
  /** The entries of a segment of the index: a state, and what happened from there on. */
  read(segment: number): Promise<readonly ReplayEntry[]>;
}

/** A replay that is in memory as a whole. */
export function replayInMemory(file: ReplayFile): ReplaySource {
  const segments: ReplayEntry[][] = [];
  for (const entry of file.keyframes) {
    if (!("ops" in entry)) segments.push([]);
    segments.at(-1)?.push(entry);
  }
  return { head: file, tail: file, read: async (segment) => segments[segment]! };
}
