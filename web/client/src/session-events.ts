import type { Canvas } from "./canvas.js";
import type { DroppedEdit } from "./pending-edit.js";
import type { EaselError } from "./problem.js";
import type { ClientOp } from "./wire/ops.js";
import type { GestureMessage, PresenceState } from "./wire/socket.js";
import type { CommitLine, StreamNotice, StreamReset } from "./wire/stream.js";

/**
 * How a session stands with the server: `connecting` at first; `live` while the stream is open; `offline` while it
 * cannot be reached, and edits wait; `denied` and `killed` when the credentials or the operator do not allow it, and
 * edits wait for `resume()`; `closed` at last.
 */
export type SessionStatus = "connecting" | "live" | "offline" | "denied" | "killed" | "closed";

/**
 * Why a state took the place of what was known: `REPLAY_MISS`, the commits between cannot be had, because they were
 * erased (SPEC TF5) or because the server has not got as far; `EPOCH_CHANGED`, a backup was put back; `LOST`, a commit
 * that came does not follow.
 */
export type ResetReason = StreamReset["code"] | "LOST";

/** Everything that a session tells. */
export interface SessionEvents {
  /** The view is another. */
  change: { readonly view: Canvas; readonly rev: number; readonly pending: number };
  /** A commit was taken in; `isMine` if it is an edit of this session. */
  commit: { readonly line: CommitLine; readonly isMine: boolean };
  /**
   * The state of the server took the place of what was known up to `from`; it stands at `rev`. `dropped` tells which
   * pending edits did not outlive that, and `change` that the view is another.
   */
  reset: { readonly reason: ResetReason; readonly from: number; readonly rev: number };
  /** Others did something that leaves ops of a pending edit without meaning. */
  dropped: DroppedEdit;
  /** The server refused a pending edit as a whole. */
  refused: { readonly key: string; readonly error: EaselError; readonly ops: readonly ClientOp[] };
  /** Someone came, went, or looks elsewhere. */
  presence: PresenceState;
  /** Someone points, drags or selects. */
  gesture: GestureMessage;
  status: { readonly status: SessionStatus; readonly code?: string };
  /** What else the stream says: artifacts, audits and whatever newer servers know. */
  notice: StreamNotice;
  /** Something went wrong that the session goes on after. */
  error: EaselError;
}

/** What became of an undo, redo or restore. */
export type HistoryResult =
  /** It is committed, and in the view; `of` is the revision that it took back, did again or restored. */
  | { readonly outcome: "committed"; readonly rev: number; readonly of: number | undefined }
  /** There was nothing to take back. */
  | { readonly outcome: "nothing" }
  /** The server will not do it. */
  | { readonly outcome: "refused"; readonly error: EaselError }
  /** The session was closed before an answer came. It may still be committed. */
  | { readonly outcome: "closed" };
