import type { ClientOp, WireOp } from "./ops.js";

/** Who is behind an edit. */
export type ActorType = "human" | "agent" | "system";

/** What an edit is for, as its author says. */
export interface Intent {
  readonly label?: string;
  /** Why, in the author's words. */
  readonly reason?: string;
  /** The run that it belongs to (SPEC AR6). */
  readonly run_id?: string;
  /** Whether the run ends with it. */
  readonly run_ended?: boolean;
}

/** The body of `POST /canvas/{id}/commands` (SPEC CM). */
export interface Command {
  readonly base_rev: number;
  readonly ops: readonly ClientOp[];
  readonly actor_id?: string;
  readonly correlation_id?: string;
  readonly idempotency_key?: string;
  readonly actor_type?: ActorType;
  readonly routing?: Readonly<Record<string, string>>;
  readonly intent?: Intent;
  readonly on_mismatch?: "reject" | "rebase";
  readonly dry_run?: boolean;
}

/** The body of undo and redo (SPEC CM10). */
export interface UndoCommand {
  readonly base_rev: number;
  readonly actor_id?: string;
  readonly correlation_id?: string;
  readonly idempotency_key?: string;
  readonly scope?: "actor" | "run" | "all";
  readonly run_id?: string;
  /** In the scope run: undoes all of it, as one commit (SPEC CM12). */
  readonly whole?: boolean;
  readonly on_mismatch?: "reject" | "rebase";
}

/** The part of an undo's ops that undoes one of several commits. */
export interface UndonePart {
  readonly rev: number;
  readonly ops: number;
}

/** The body of restore (SPEC CM10). */
export interface RestoreCommand {
  readonly base_rev: number;
  readonly to_rev: number;
  readonly actor_id?: string;
  readonly correlation_id?: string;
  readonly idempotency_key?: string;
  readonly on_mismatch?: "reject" | "rebase";
}

/** An op that a rebase could not carry over, and why. */
export interface DroppedOp {
  readonly op_index: number;
  readonly reason: DropReason;
}

/** Why a rebase dropped an op (SPEC RB). */
export type DropReason = "ATOM_REMOVED" | "ATOM_EXISTS" | "TEXT_REPLACED" | "CYCLE";

/** The 200 of a command (SPEC CM2, CM8). */
export interface CommandAnswer {
  readonly success: true;
  readonly head_rev: number;
  readonly rev: number;
  readonly event_id: string;
  readonly replayed?: boolean;
  readonly dry_run?: boolean;
  readonly rebased_from?: number;
  readonly ops?: readonly WireOp[];
  readonly dropped?: readonly DroppedOp[];
  readonly undo_of?: number;
  /** All that the undo of a whole run undid, newest first; the ops are theirs, one after the other (SPEC CM12). */
  readonly undoes?: readonly UndonePart[];
  readonly redo_of?: number;
  readonly restore_of?: number;
}

/** An error as `application/problem+json` (SPEC GE2). Members beyond these depend on `code`. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly type?: string;
  readonly title?: string;
  readonly status?: number;
  readonly detail?: string;
  readonly op_index?: number;
  readonly reason?: string;
  readonly original_rev?: number;
  /** Seconds, on a 429. */
  readonly retry_after?: number;
  readonly dropped?: readonly DroppedOp[];
}

/** The 409 of a stale command (SPEC CM4). */
export interface RevMismatch extends Problem {
  readonly code: "REV_MISMATCH";
  readonly expected_rev: number;
  readonly head_rev: number;
  readonly base_rev: number;
  readonly recovery: "ops" | "reset";
  readonly recovery_ops: readonly WireOp[];
  readonly epoch: string;
  readonly snapshot_ref: string;
}
