import type { MapHistory, MapShift, MapValidation, SelectionEffect } from "./document.js";

/** Something happened to a map, whoever did it (SPEC MP8). */
export interface StateChanged {
  readonly type: "state_changed";
  readonly mapId: string;
  /** `current` and `reset` begin a stream: here is where the map is. */
  readonly cause: "current" | "reset" | "open" | "edit" | "undo" | "redo" | "saved" | "validated";
  readonly revision: number;
  readonly dirty: boolean;
  readonly filePath: string;
  readonly lastValidation: MapValidation | null;
  readonly mapHistory: MapHistory;
  /** Who did it. */
  readonly by?: string;
  /** For the selection of whoever did it. */
  readonly selectionEffect?: SelectionEffect;
  /** For the selections of all others. */
  readonly shifts?: readonly MapShift[];
}

/** Another program has changed the file. */
export interface FileChanged {
  readonly type: "file_changed";
  readonly mapId: string;
  readonly filePath: string;
}

/** The operator has stopped the map; the stream ends. */
export interface MapKilled {
  readonly type: "map_killed";
  readonly mapId: string;
  readonly code: string;
  readonly message: string;
}

/** What a stream of a map says. Other types may come, and are to be ignored. */
export type MapMessage = StateChanged | FileChanged | MapKilled;
