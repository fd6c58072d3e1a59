import type { Json } from "../wire/state.js";
import type { MapRef } from "./commands.js";

/** What an edit does to the selection of whoever made it. */
export type SelectionEffect =
  | { readonly kind: "map-edit/selection/keep" }
  | { readonly kind: "map-edit/selection/clear"; readonly reason: "deleted" | "invalidated" }
  | { readonly kind: "map-edit/selection/set"; readonly ref: MapRef }
  | { readonly kind: "map-edit/selection/remap"; readonly from: MapRef; readonly to: MapRef };

/** Entries left a list or came into one: those from there on have other indices. For selections of everyone. */
export interface MapShift {
  readonly kind: "light" | "particle" | "entity" | "wall";
  readonly index: number;
  readonly change: "removed" | "restored";
  /** How many in a row; one if it is not said. */
  readonly count?: number;
}

/** What can be undone and redone, and what the next of them is called. */
export interface MapHistory {
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly undoDepth: number;
  readonly redoDepth: number;
  readonly undoLabel?: string;
  readonly redoLabel?: string;
}

/** What the validator warns of. */
export interface MapFinding {
  readonly rule: string;
  readonly severity: string;
  readonly kind: string;
  readonly index: number;
  readonly message: string;
}

/** What the validator said of a version (SPEC MP7). */
export type MapValidation =
  | {
      readonly ok: true;
      readonly validatedAtIso: string;
      readonly findings?: readonly MapFinding[];
      readonly findingCount?: number;
    }
  | { readonly ok: false; readonly validatedAtIso: string; readonly reportText: string };

/** A map at one revision (SPEC MP2). */
export interface MapDocument {
  /** Its name in requests and streams. */
  readonly mapId: string;
  /** Its file, in the folder that the server serves. */
  readonly filePath: string;
  /** The content; opaque, but for what the commands speak of. */
  readonly json: Json;
  /** Whether the file holds something else. */
  readonly dirty: boolean;
  readonly lastValidation: MapValidation | null;
  /** What the next edit has to be made on. */
  readonly revision: number;
  readonly history: MapHistory;
}

/** What an open tells besides. */
export interface OpenedMap extends MapDocument {
  /** Edits that no file has, found again after the server was stopped. */
  readonly recoveredEdits?: number;
  /** Another program has changed the file, and this map has changes of its own. */
  readonly changedOnDisk?: true;
}

/** What an edit, undo or redo came to. */
export interface MapChange {
  readonly kind: "map-edit/applied" | "map-edit/deleted" | "map-edit/cloned";
  readonly revision: number;
  readonly dirty: boolean;
  readonly history: MapHistory;
  readonly selection?: SelectionEffect;
  /** With `cloned`: what was made. */
  readonly newRef?: MapRef;
  readonly shifts?: readonly MapShift[];
}

/** A file of the folder. */
export interface MapFile {
  readonly path: string;
  readonly bytes: number;
  readonly modifiedIso: string;
  /** The map that it is; null if nobody has opened it yet. */
  readonly mapId: string | null;
}
