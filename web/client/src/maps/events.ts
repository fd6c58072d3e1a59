import type { EaselError } from "../problem.js";
import type { MapDocument } from "./document.js";
import type { FileChanged, StateChanged } from "./messages.js";

/**
 * How a stream stands: `idle` until it is followed; `offline` while it is tried again; `denied` and `killed` when the
 * credentials or the operator do not allow it; `closed` at last.
 */
export type MapStatus = "idle" | "live" | "offline" | "denied" | "killed" | "closed";

/** Everything that a map tells; what others do, only while it is followed. */
export interface MapClientEvents {
  /** The snapshot is another. */
  change: MapDocument;
  /** Something happened to the map; `shifts` are for the selections of those who did not do it. */
  state: StateChanged;
  /** Another program has changed the file: reload, save over it, or save elsewhere. */
  file: FileChanged;
  status: { readonly status: MapStatus; readonly code?: string };
  /** Something went wrong that the map goes on after. */
  error: EaselError;
}
