import type { CanvasState } from "../protocol.js";
import { notUnderstood } from "./not-understood.js";
import type { FileEntry, PackedState, ReplayEntry, StateEntry } from "./replay-file.js";

/** What stands in a file, with its states unpacked. @throws EaselError NOT_UNDERSTOOD */
export function unpacked(entries: readonly FileEntry[]): Promise<readonly ReplayEntry[]> {
  return Promise.all(entries.map((entry) => ("packed" in entry ? unpack(entry) : entry)));
}

async function unpack({ t, rev, packed }: PackedState): Promise<StateEntry> {
  try {
    const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
    const json = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return { t, rev, state: (await new Response(json).json()) as CanvasState };
  } catch {
    throw notUnderstood("A state of it cannot be unpacked.");
  }
}
