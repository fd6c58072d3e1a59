import type { ActorType, DroppedOp, Intent, UndonePart } from "./commands.js";
import type { WireOp } from "./ops.js";

/** One commit: the data of a stream frame, and of `GET .../commits` (SPEC ST1). */
export interface CommitLine {
  readonly type: "op_committed";
  readonly rev: number;
  readonly ops: readonly WireOp[];
  readonly actor_id: string;
  readonly event_id: string;
  /** RFC 3339, UTC with milliseconds. */
  readonly ts: string;
  readonly actor_type: ActorType;
  readonly subject: string;
  readonly correlation_id?: string;
  readonly intent?: Intent;
  readonly traceparent?: string;
  readonly rebased_from?: number;
  readonly dropped?: readonly DroppedOp[];
  readonly undo_of?: number;
  /** All that the undo of a whole run undid, newest first; the ops are theirs, one after the other (SPEC CM12). */
  readonly undoes?: readonly UndonePart[];
  readonly redo_of?: number;
  readonly restore_of?: number;
  /** The hash of the commit before, and of this one; absent on commits of servers before hashes. */
  readonly prev_hash?: string;
  readonly hash?: string;
  /** It was erased: its ops are gone, and `ops` is empty (SPEC TF5). */
  readonly erased?: { readonly ops_hash: string };
}

/** The stream cannot be followed from the cursor that was given; start again from a snapshot (SPEC ST3). */
export interface StreamReset {
  readonly type: "reset";
  readonly code: "REPLAY_MISS" | "EPOCH_CHANGED";
  readonly head_rev: number;
  readonly epoch?: string;
  readonly snapshot_ref: string;
}

/** What else a stream may say; new types may come, and are to be ignored (SPEC ST6). */
export interface StreamNotice {
  readonly type: string;
  readonly [name: string]: unknown;
}

/** The canvas was audited; `GET /canvas/{id}/audits/{audit_id}` has the report (SPEC AR5). */
export interface AuditResult {
  readonly type: "audit_result";
  readonly audit_id: string;
  readonly artifact_id: string;
  readonly canvas_id: string;
  readonly rev: number;
  readonly ruleset: string;
  /** From 0 to 1. */
  readonly score: number;
  readonly errors: number;
  readonly warnings: number;
}

/** What an artifact of a canvas is: `GET /artifacts/{id}` tells the rest (SPEC AR1). */
export type ArtifactKind = "upload" | "preview" | "replay" | "audit" | "export" | "walkthrough";

/** A {@link StreamNotice}: an artifact of the canvas was written (SPEC ST6). */
export interface ArtifactWritten extends StreamNotice {
  readonly type: "artifact_written";
  readonly canvas_id: string;
  readonly artifact_id: string;
  readonly kind: ArtifactKind;
  readonly mime_type: string;
  readonly size: number;
  readonly rev?: number;
  readonly correlation_id?: string;
  readonly actor_id: string;
  readonly ts: string;
}
