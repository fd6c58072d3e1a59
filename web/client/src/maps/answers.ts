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
