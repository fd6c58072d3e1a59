import type { Atom, Canvas } from "@easel/client";
import { type Moved, NOTHING_MOVED, type Scene, sceneOf } from "../geometry/scene.js";
import { type Size, START, type Viewport } from "../geometry/viewport.js";
import { Store } from "./store.js";

/** A canvas that is shown and changes: one that is open, or one that is played. */
export interface Shown {
  readonly view: Canvas;
  /** Calls back when `view` has become another. Returns what ends that. */
  on(type: "change", listener: () => void): () => void;
}

/** What one person sees of a canvas. */
export class Sight<S extends Shown = Shown> {
  readonly viewport = new Store<Viewport>(START);
  readonly size = new Store<Size>({ width: 0, height: 0 });
  /** Atoms that are being dragged, where they are shown. */
  readonly moved = new Store<Moved>(NOTHING_MOVED);
  /** An atom that is being drawn. */
  readonly draft = new Store<Atom | undefined>(undefined);
  /** The atom whose text is being edited on the canvas. */
  readonly editing = new Store<string | undefined>(undefined);

  /** Images that can be drawn, by the key of their source. */
  readonly images = new Store<ReadonlyMap<string, ImageBitmap>>(new Map());

  #scene: { readonly canvas: Canvas; readonly scene: Scene } | undefined;

  constructor(readonly session: S) {}

  /** The canvas as it is shown. */
  get canvas(): Canvas {
    return this.session.view;
  }

  /** What there is to draw of it. */
  get scene(): Scene {
    return this.sceneOf(this.canvas);
  }

  /** What there is to draw of a canvas; laid out once for all who ask. */
  sceneOf(canvas: Canvas): Scene {
    if (this.#scene?.canvas !== canvas) this.#scene = { canvas, scene: sceneOf(canvas) };
    return this.#scene.scene;
  }
}
