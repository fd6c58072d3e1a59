import type { DroppedEdit } from "./pending-edit.js";
import type { ActorType, Intent } from "./wire/commands.js";

/** What becomes of an edit at once. */
export type EditResult =
  /** It is shown, and will be sent. The key is that of an earlier edit if it was merged into that one. */
  | { readonly accepted: true; readonly key: string }
  /** It does not fit what is shown, or too many wait. Nothing changed. */
  | { readonly accepted: false; readonly op_index: number; readonly reason: string };

/** What became of a commit. */
export type CommitResult =
  /** It was known already. */
  | { readonly kind: "known" }
  /** It does not follow: something is missing, or does not fold. Start again from a snapshot. */
  | { readonly kind: "lost"; readonly reason: string }
  | { readonly kind: "taken"; readonly isMine: boolean; readonly dropped: readonly DroppedEdit[] };

/** Who edits. */
export interface Author {
  /** Shown as the author; left to the token if absent. */
  readonly actor_id?: string;
  readonly actor_type?: ActorType;
}

/** How an edit is made. */
export interface EditOptions {
  /** Edits of one tag, one after the other, become one commit while the first is unsent: for typing and dragging. */
  readonly merge?: string;
  /** What the edit is for. */
  readonly intent?: Intent;
}
