// The shapes in this folder are those of the wire, with its names (snake_case); nothing is translated.

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
