import { type Atom, type Canvas, EaselError } from "@easel/client";
import type { Connection } from "@easel/client/connection";
import type { Sight } from "../editor/sight.js";
import { imageKindOf } from "./image-kind.js";
import { bytesIn, type ImageSource, imageSourceOf, keyOf } from "./image-source.js";

/** Bytes of one image, of all of a canvas, and artifacts that are read; what is beyond is drawn as a card. */
export const IMAGE_BYTES_MAX = 1 << 20;
export const ALL_BYTES_MAX = 8 << 20;
export const ARTIFACTS_MAX = 64;

interface Known {
  readonly left: AbortController;
  bytes: number;
  image?: ImageBitmap;
}

/** Fetches the images of a canvas as they come to be on it, and lets go of those that are no longer. */
export class Images {
  readonly #known = new Map<string, Known>();

  constructor(
    private readonly sight: Sight,
    private readonly server: Connection,
    private readonly canvasId: string,
  ) {}

  /** Follows the canvas. Returns what ends that and frees all. */
  follow(): () => void {
    const { session } = this.sight;
    const stop = session.on("change", () => this.#meet(session.view));
    this.#meet(session.view);
    return () => {
      stop();
      for (const key of this.#known.keys()) this.#forget(key);
      this.sight.images.set(new Map());
    };
  }

  #meet(canvas: Canvas): void {
    const wanted = sourcesOn(this.sight.sceneOf(canvas).shapes);
    const gone = [...this.#known.keys()].filter((key) => !wanted.has(key));
    const freed = gone.filter((key) => this.#known.get(key)!.image);
    if (freed.length > 0) this.#show((all) => freed.map((key) => all.delete(key)));
    for (const key of gone) this.#forget(key);
    for (const [key, source] of wanted) if (!this.#known.has(key)) void this.#load(key, source);
  }

  async #load(key: string, source: ImageSource): Promise<void> {
    const known: Known = { left: new AbortController(), bytes: 0 };
    this.#known.set(key, known);
    try {
      const bytes = await this.#read(source, known.left.signal);
      const type = bytes && bytes.length <= IMAGE_BYTES_MAX ? imageKindOf(bytes) : undefined;
      if (!bytes || !type || this.#bytes + bytes.length > ALL_BYTES_MAX) return;
      known.bytes = bytes.length;
      const image = await createImageBitmap(new Blob([bytes], { type }));
      if (known.left.signal.aborted) return image.close();
      known.image = image;
      this.#show((all) => all.set(key, image));
    } catch (failure) {
      // A card in its place. When only the network was in the way, the next change tries again.
      if (failure instanceof EaselError && failure.code === "NETWORK") this.#known.delete(key);
    }
  }

  /** Artifacts of other canvases are not for this one. */
  async #read(source: ImageSource, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer> | undefined> {
    if (source.from === "atom") return bytesIn(source.url, IMAGE_BYTES_MAX);
    const path = `/artifacts/${encodeURIComponent(source.id)}`;
    const about = await this.server.find<{ canvas_id: string; size: number }>(path, signal);
    if (about?.canvas_id !== this.canvasId || about.size > IMAGE_BYTES_MAX) return undefined;
    return new Uint8Array(await (await this.server.blob(`${path}/content`, signal)).arrayBuffer());
  }

  #forget(key: string): void {
    const known = this.#known.get(key)!;
    this.#known.delete(key);
    known.left.abort();
    known.image?.close();
  }

  #show(change: (all: Map<string, ImageBitmap>) => unknown): void {
    const all = new Map(this.sight.images.get());
    change(all);
    this.sight.images.set(all);
  }

  get #bytes(): number {
    return [...this.#known.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }
}

/** What there is to fetch, in the order of atoms. */
function sourcesOn(shapes: readonly Atom[]): Map<string, ImageSource> {
  const sources = new Map<string, ImageSource>();
  let artifacts = 0;
  for (const atom of shapes) {
    const source = imageSourceOf(atom);
    if (!source || sources.has(keyOf(source))) continue;
    if (source.from === "artifact" && ++artifacts > ARTIFACTS_MAX) continue;
    sources.set(keyOf(source), source);
  }
  return sources;
}
