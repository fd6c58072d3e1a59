import type { Json } from "./protocol.js";

/** One thing of a map: by index in its list, or by id. */
export type MapRef =
  | { readonly kind: "map" }
  | { readonly kind: "light" | "particle" | "entity" | "wall"; readonly index: number }
  | { readonly kind: "door"; readonly id: string }
  | { readonly kind: "sector"; readonly id: number };

/** A place in world units. */
export interface MapPoint {
  readonly x: number;
  readonly y: number;
}

/** A value that `update-fields` sets, or that it takes away. */
export type MapField = string | number | boolean | null | { readonly kind: "map-edit/unset" };

/** Where a new room goes. */
export type RoomPlacement =
  | { readonly kind: "room-placement/nested"; readonly enclosingSectorId: number }
  | { readonly kind: "room-placement/adjacent"; readonly targetWallIndex: number; readonly snapDistancePx: number }
  | { readonly kind: "room-placement/seed" };

/** A room from a template. */
export interface RoomRequest {
  readonly template: "rectangle" | "square" | "triangle";
  readonly center: MapPoint;
  readonly size: { readonly width: number; readonly height: number };
  readonly rotationQuarterTurns: 0 | 1 | 2 | 3;
  readonly defaults: {
    readonly wallTex: string;
    readonly floorTex: string;
    readonly ceilTex: string;
    readonly floorZ: number;
    readonly ceilZ: number;
    readonly light: number;
  };
  readonly placement: RoomPlacement;
}

/** What one edge of a stamped room becomes. */
export interface StampedWall {
  readonly tex: string;
  readonly endLevel: boolean;
  readonly toggleSector: boolean;
  readonly toggleSectorId?: number | null;
  readonly toggleSectorOneshot: boolean;
  readonly toggleSound?: string | null;
  readonly toggleSoundFinish?: string | null;
}

/** A room of any shape; `wallProps` has one entry for each edge. */
export interface StampRequest {
  readonly polygon: readonly MapPoint[];
  readonly wallProps: readonly StampedWall[];
  readonly sectorProps: {
    readonly floorZ: number;
    readonly floorZToggledPos?: number | null;
    readonly ceilZ: number;
    readonly floorTex: string;
    readonly ceilTex: string;
    readonly light: number;
  };
  readonly placement: RoomPlacement;
}

/** One step of an edit (`docs/maps.md`). */
export type MapStep =
  | { readonly kind: "map-edit/delete" | "map-edit/clone"; readonly target: MapRef }
  | { readonly kind: "map-edit/create-light"; readonly at: MapPoint }
  | { readonly kind: "map-edit/create-entity"; readonly at: MapPoint; readonly def: string; readonly yawDeg?: number }
  | { readonly kind: "map-edit/create-door"; readonly atWallIndex: number }
  | { readonly kind: "map-edit/move-light" | "map-edit/move-entity"; readonly target: MapRef; readonly to: MapPoint }
  | { readonly kind: "map-edit/set-player-start"; readonly playerStart: MapPoint & { readonly angleDeg: number } }
  | { readonly kind: "map-edit/set-sector-wall-tex"; readonly sectorId: number; readonly tex: string }
  | {
      readonly kind: "map-edit/update-fields";
      readonly target: MapRef;
      readonly set: Readonly<Record<string, MapField>>;
    }
  | { readonly kind: "map-edit/split-wall"; readonly wallIndex: number; readonly at: MapPoint }
  | { readonly kind: "map-edit/create-room"; readonly request: RoomRequest }
  | { readonly kind: "map-edit/stamp-room"; readonly request: StampRequest };

/** What an edit does: one step, or up to 100 of which all are made or none. */
export type MapCommand =
  | MapStep
  | {
      readonly kind: "map-edit/transaction";
      readonly commands: readonly MapStep[];
      readonly label?: string;
      readonly selection?: { readonly ref: MapRef | null };
    };

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

type RoomFault =
  | "invalid-request"
  | "invalid-size"
  | "intersects-walls"
  | "not-inside-any-sector"
  | "no-snap-target"
  | "adjacent-too-far"
  | "non-collinear";

/** Why an edit, undo or redo changed nothing (`docs/maps.md`). */
export type MapEditError =
  | { readonly kind: "map-edit-error"; readonly code: "map-edit/stale-revision"; readonly currentRevision: number }
  | {
      readonly kind: "map-edit-error";
      readonly code: "map-edit/transaction-step-failed";
      readonly stepIndex: number;
      readonly cause?: MapEditError & { readonly message: string };
    }
  | {
      readonly kind: "map-edit-error";
      readonly code:
        | "map-edit/no-document"
        | "map-edit/invalid-json"
        | "map-edit/not-found"
        | "map-edit/not-a-portal"
        | "map-edit/door-already-exists"
        | "map-edit/split-wall/invalid-request"
        | "map-edit/unsupported-target"
        | "map-edit/transaction-empty"
        | "map-edit/transaction-too-large"
        | "map-edit/create-room/not-enough-textures"
        | `map-edit/${"create-room" | "stamp-room"}/${RoomFault}`;
    };

/** Why a file was not read or written. */
export interface MapIoError {
  readonly kind: "map-io-error";
  readonly code:
    | "map-io/no-document"
    | "map-io/map-id-required"
    | "map-io/read-failed"
    | "map-io/parse-failed"
    | "map-io/write-failed"
    | "map-io/invalid-path"
    | "map-io/outside-folder"
    | "map-io/already-exists"
    | "map-io/already-open"
    | "map-io/changed-on-disk"
    | "map-io/unsaved-changes"
    | "map-io/open-cancelled";
  /** What can be done about it. */
  readonly choices?: readonly string[];
}

/** Why a map is not valid. */
export interface MapValidationError {
  readonly kind: "map-validation-error";
  readonly code: "map-validation/invalid-map" | "map-validation/runner-failed";
  readonly report?: {
    readonly kind: "map-validation-error-report";
    readonly rawText: string;
    readonly prettyText: string;
  };
}

/** What every route can answer: credentials, rights, switches, limits (SPEC, problem codes). */
export interface RequestError {
  readonly kind: "request-error";
  /** UPPER_SNAKE. */
  readonly code: string;
  readonly status: number;
}

/** Every refusal of a channel; `kind` says which, `code` why. */
export type MapError = (MapEditError | MapIoError | MapValidationError | RequestError) & {
  /** The same for people. */
  readonly message: string;
};

/** An answer: it was done, or it was not. What is neither is thrown. */
export type MapResult<T> = { readonly ok: true; readonly value: T } | MapRefusal;

/** It was not done. */
export interface MapRefusal {
  readonly ok: false;
  readonly error: MapError;
  /** The HTTP status. */
  readonly status: number;
}

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
