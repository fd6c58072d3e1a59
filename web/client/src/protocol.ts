// Every shape that crosses the wire for canvases. Names are those of the wire (snake_case); nothing is translated.

/** Anything that JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Named values: the properties of an atom, the meta of a canvas. */
export type Properties = Readonly<Record<string, Json>>;

/** One thing on a canvas: a shape, a text, an image, an arrow, a group. */
export interface Atom {
  readonly id: string;
  readonly type: string;
  /** The atom that holds it; null at the root. */
  readonly parent_id: string | null;
  readonly properties: Properties;
  /** The ids of the atoms it holds, back to front. */
  readonly children: readonly string[];
}

/** The content of a canvas as the server writes it. */
export interface CanvasState {
  readonly atoms: Readonly<Record<string, Atom>>;
  readonly root_atom_ids: readonly string[];
  readonly meta: Properties;
}

/** `add`: a new atom under a parent (absent: at the root) before the sibling at `index` (absent: last). */
export interface AddOp {
  readonly kind: "add";
  readonly atom: {
    readonly id: string;
    readonly type: string;
    readonly properties?: Properties;
    readonly parent_id?: string | null;
  };
  readonly parent_id?: string | null;
  readonly index?: number;
}

/** `remove`: an atom and all below it. */
export interface RemoveOp {
  readonly kind: "remove";
  readonly atom_id: string;
}

/** `update`: sets some properties of an atom and removes others; the rest stay. */
export interface UpdateOp {
  readonly kind: "update";
  readonly atom_id: string;
  readonly properties?: Properties;
  readonly unset?: readonly string[];
}

/** `move`: to another parent or place. `new_index` counts the siblings without the atom itself. */
export interface MoveOp {
  readonly kind: "move";
  readonly atom_id: string;
  readonly new_parent_id?: string | null;
  readonly new_index: number;
}

/** `insert_text`: into an existing string property. Positions are UTF-16 units, as in JavaScript strings. */
export interface InsertTextOp {
  readonly kind: "insert_text";
  readonly atom_id: string;
  readonly property: string;
  readonly at: number;
  readonly text: string;
}

/** `delete_range`: takes text out of a string property. */
export interface DeleteRangeOp {
  readonly kind: "delete_range";
  readonly atom_id: string;
  readonly property: string;
  readonly at: number;
  readonly length: number;
}

/** `replace_text_range`: a delete and then an insert at the same place. */
export interface ReplaceTextRangeOp {
  readonly kind: "replace_text_range";
  readonly atom_id: string;
  readonly property: string;
  readonly at: number;
  readonly length: number;
  readonly text: string;
}

/** `set_meta`: sets a member of the canvas itself (title, background, ...), or removes it. */
export type SetMetaOp =
  | { readonly kind: "set_meta"; readonly key: string; readonly value: Json }
  | { readonly kind: "set_meta"; readonly key: string; readonly unset: true };

/** `reset`: the whole state becomes another. Made by the server only. */
export interface ResetOp {
  readonly kind: "reset";
  readonly state: CanvasState;
}

/** An op inside the text of one property. */
export type TextOp = InsertTextOp | DeleteRangeOp | ReplaceTextRangeOp;

/** What a client may send (SPEC OP). */
export type ClientOp = AddOp | RemoveOp | UpdateOp | MoveOp | TextOp | SetMetaOp;

/** What a commit may hold. */
export type WireOp = ClientOp | ResetOp;

/** Who is behind an edit. */
export type ActorType = "human" | "agent" | "system";

/** What an edit is for, as its author says. */
export interface Intent {
  readonly label?: string;
  readonly run_id?: string;
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
  /** All that was undone, newest first, if it was several; the ops are theirs, one after the other (SPEC CM12). */
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
  /** All that was undone, newest first, if it was several; the ops are theirs, one after the other (SPEC CM12). */
  readonly undoes?: readonly UndonePart[];
  readonly redo_of?: number;
  readonly restore_of?: number;
  /** The hash of the commit before, and of this one; absent on commits of servers before hashes. */
  readonly prev_hash?: string;
  readonly hash?: string;
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

/** Who sent a gesture. */
export interface Sender {
  readonly subject: string;
  readonly actor_type: ActorType;
  readonly session_id?: string;
}

/** What passes by without being kept: a caret, a selection, a drag (SPEC GS2). */
export interface GestureData {
  readonly kind: string;
  readonly actor_id?: string;
  readonly payload?: Json;
}

/** A gesture as the others get it. */
export interface GestureMessage {
  readonly type: "gesture" | "CANVAS_READY" | "SPATIAL_UPDATE";
  readonly canvas_id: string;
  readonly data: GestureData;
  readonly from: Sender;
  readonly ts: string;
}

/** What one says of oneself (SPEC GS3). */
export interface PresenceData {
  readonly selection?: Json;
  readonly focus?: Json;
  readonly viewport?: Json;
  readonly status?: "online" | "idle" | "offline";
}

/** Who is there, and what they look at. */
export interface PresenceState {
  readonly type: "presence_state";
  readonly canvas_id: string;
  readonly data: PresenceData & {
    readonly actor_id: string;
    readonly actor_type: ActorType;
    readonly subject: string;
    readonly session_id?: string;
    readonly ts: string;
  };
}

/** What a client says on the socket (SPEC GS). */
export type SocketRequest =
  | { readonly type: "hello"; readonly canvas_id?: string; readonly last_event_id?: string }
  | { readonly type: "gesture"; readonly data: GestureData }
  | { readonly type: "presence"; readonly data: PresenceData }
  | { readonly type: "command"; readonly id: string; readonly canvas_id: string; readonly command: Command }
  | { readonly type: "ping" | "pong" };

/** The answer to a command on the socket (SPEC GS8). */
export interface CommandResult {
  readonly type: "command_result";
  readonly id: string;
  readonly status: number;
  readonly body: CommandAnswer | Problem;
}

/** What a server says on the socket. Other types may come, and are to be ignored (SPEC GS5). */
export type SocketMessage =
  | GestureMessage
  | PresenceState
  | CommandResult
  | { readonly type: "ping" | "pong" | "canvas_killed" };
