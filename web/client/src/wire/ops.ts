import type { CanvasState, Json, Properties } from "./state.js";

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
