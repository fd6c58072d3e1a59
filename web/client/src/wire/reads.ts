import type { CanvasState } from "./state.js";
import type { CommitLine } from "./stream.js";

/** The state of one revision: `GET /canvas/{id}/snapshot` (SPEC RD1). */
export interface Snapshot extends CanvasState {
  readonly canvas_id: string;
  readonly rev: number;
  readonly epoch: string;
  readonly head_rev: number;
  readonly state_hash: string;
}

/** What is known of a canvas besides its content: `GET /canvas/{id}` (SPEC RD1). */
export interface CanvasRecord {
  readonly canvas_id: string;
  readonly title?: string;
  readonly head_rev: number;
  readonly epoch: string;
  readonly created_at: string;
  readonly created_by: string;
  readonly updated_at: string;
  readonly workspace_id?: string;
  readonly project_id?: string;
  readonly app_id?: string;
  readonly surface_id?: string;
  readonly counts?: { readonly atoms: number; readonly roots: number; readonly commits: number };
  readonly links: Readonly<Record<string, string>>;
}

/** A page of `GET /canvas`. */
export interface CanvasPage {
  readonly canvases: readonly CanvasRecord[];
  /** The cursor of the next page; null at the end. */
  readonly next: string | null;
}

/** A page of `GET /canvas/{id}/commits` (SPEC RD2). */
export interface CommitPage {
  readonly commits: readonly CommitLine[];
  readonly head_rev: number;
  /** The last revision of the page; null at the head. */
  readonly next: number | null;
}
