import { type Atom, EaselError } from "@easel/client";
import type { Connection } from "@easel/client/connection";
import type { Sight } from "../editor/sight.js";
import { ARTIFACTS_MAX, fitting, IMAGE_BYTES_MAX, type ImageSize } from "./image-budget.js";
import { imageKindOf } from "./image-kind.js";
import { bytesIn, type ImageSource, imageSourceOf, keyOf } from "./image-source.js";

/** Pauses before what failed in passing is tried again: each is twice the one before, up to the longest. */
export const AGAIN_MIN_MS = 1_000;
export const AGAIN_MAX_MS = 60_000;

/** An image that the canvas wants, from the moment it does until it no longer does. */
class Wanted {
  readonly left = new AbortController();
  /** As far as it is known; undefined too of what turned out to be no image. */
  size: ImageSize | undefined;
  image: ImageBitmap | undefined;
  /** Not while it is loaded, nor in the pause after a failure, nor once it is known to be no image. */
  canLoad = true;
  failures = 0;
  pause: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly source: ImageSource) {}

  get isLeft(): boolean {
    return this.left.signal.aborted;
  }

  leave(): void {
    this.left.abort();
    clearTimeout(this.pause);
  }
}

/**
 * Fetches the images of a canvas as they come to be on it, and lets go of those that are no longer. Who comes first in
 * the order of atoms is first served, in whatever order the answers come: an image whose turn is over gives way, and one
 * for which there is room again comes back.
 */
export class Images {
  /** In the order of atoms. */
  #wanted: ReadonlyMap<string, Wanted> = new Map();
  /** One image is unpacked at a time, so that no more than one is unpacked for nothing. */
  #unpacking: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly sight: Sight,
    private readonly server: Connection,
    private readonly canvasId: string,
  ) {}

  /** Follows the canvas. Returns what ends that and frees all. */
  follow(): () => void {
    const { session } = this.sight;
    const meet = () => this.#meet(sourcesOn(this.sight.sceneOf(session.view).shapes));
    const stop = session.on("change", meet);
    meet();
    return () => {
      stop();
      this.#meet(new Map());
    };
  }

  #meet(sources: ReadonlyMap<string, ImageSource>): void {
    const before = this.#wanted;
    this.#wanted = new Map([...sources].map(([key, source]) => [key, before.get(key) ?? new Wanted(source)]));
    const gone = [...before].flatMap(([key, one]) => (sources.has(key) ? [] : one));
    for (const one of gone) one.leave();
    this.#free(gone);
    this.#arrange();
  }

  /** Lets go of what no longer fits, and loads what does or may. */
  #arrange(): void {
    const all = [...this.#wanted.values()];
    const fit = fitting(all);
    this.#free(all.filter((one) => !fit.has(one)));
    for (const one of all) {
      if (one.canLoad && !one.image && (!one.size || fit.has(one))) void this.#load(one);
    }
  }

  async #load(one: Wanted): Promise<void> {
    one.canLoad = false;
    try {
      const bytes = await this.#read(one);
      if (bytes) await this.#unpack(one, bytes);
      [one.canLoad, one.failures] = [true, 0];
    } catch (failure) {
      if (one.isLeft) return;
      if (isPassing(failure)) this.#loadLater(one);
      else one.size = undefined;
    }
    this.#arrange();
  }

  #loadLater(one: Wanted): void {
    const again = () => {
      one.canLoad = true;
      this.#arrange();
    };
    one.pause = setTimeout(again, Math.min(AGAIN_MAX_MS, AGAIN_MIN_MS * 2 ** one.failures));
    one.failures++;
  }

  /** The content; undefined if it does not fit. Artifacts of other canvases are not for this one. */
  async #read(one: Wanted): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const { source, left } = one;
    if (source.from === "atom") return bytesIn(source.url, IMAGE_BYTES_MAX) ?? noImage();
    const path = `/artifacts/${encodeURIComponent(source.id)}`;
    if (!one.size) {
      const about = await this.server.find<{ canvas_id: string; size: number }>(path, left.signal);
      if (about?.canvas_id !== this.canvasId || about.size > IMAGE_BYTES_MAX) return noImage();
      if (!this.#fits(one, { bytes: about.size, pixels: 0 })) return undefined;
    }
    return new Uint8Array(await (await this.server.blob(`${path}/content`, left.signal)).arrayBuffer());
  }

  async #unpack(one: Wanted, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const kind = bytes.length <= IMAGE_BYTES_MAX ? imageKindOf(bytes) : undefined;
    if (!kind) return noImage();
    const size = { bytes: bytes.length, pixels: kind.pixels };
    if (!this.#fits(one, size)) return;
    const turn = this.#unpacking.then(async () => {
      if (!this.#fits(one, size)) return;
      const image = await createImageBitmap(new Blob([bytes], { type: kind.type }));
      if (!this.#fits(one, size)) return image.close();
      one.image = image;
      this.#show();
    });
    this.#unpacking = turn.catch(() => {});
    return turn;
  }

  /** Whether there is room for an image of this size; others that are behind it make way. */
  #fits(one: Wanted, size: ImageSize): boolean {
    one.size = size;
    this.#arrange();
    return fitting(this.#wanted.values()).has(one);
  }

  #free(those: readonly Wanted[]): void {
    const images = those.flatMap(({ image }) => image ?? []);
    if (images.length === 0) return;
    for (const one of those) one.image = undefined;
    this.#show(); // Nobody may draw one that is closed.
    for (const image of images) image.close();
  }

  #show(): void {
    const shown = [...this.#wanted].flatMap(([key, { image }]) => (image ? [[key, image] as const] : []));
    this.sight.images.set(new Map(shown));
  }
}

/** What there is to fetch, in the order of atoms. An image that is there twice is fetched and unpacked once. */
function sourcesOn(shapes: readonly Atom[]): ReadonlyMap<string, ImageSource> {
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

/** A card in its place, for good. */
function noImage(): never {
  throw new TypeError("This is no image.");
}

/** Whether another attempt may end otherwise: the network or the server was in the way, not the image. */
function isPassing(failure: unknown): boolean {
  if (!(failure instanceof EaselError)) return false;
  return ["NETWORK", "TIMEOUT"].includes(failure.code) || failure.status === 429 || failure.status >= 500;
}
