import { type Atom, Canvas } from "@easel/client";
import { ANSWER_MAX_MS, Connection } from "@easel/client/connection";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Shown, Sight } from "../src/editor/sight.js";
import { ALL_BYTES_MAX, ALL_PIXELS_MAX, ARTIFACTS_MAX, IMAGE_BYTES_MAX } from "../src/images/image-budget.js";
import { AGAIN_MAX_MS, AGAIN_MIN_MS, Images } from "../src/images/images.js";

/** A PNG as far as anybody looks at it here. Its width is how the bitmaps below are told apart. */
function png(width: number, height: number, length = 100): Uint8Array<ArrayBuffer> {
  const file = new Uint8Array(length);
  file.set(Buffer.from("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "latin1"));
  new DataView(file.buffer).setUint32(16, width);
  new DataView(file.buffer).setUint32(20, height);
  return file;
}

const inline = (file: Uint8Array) => ({ src: `data:image/png;base64,${Buffer.from(file).toString("base64")}` });
const artifact = (id: string) => ({ artifact_id: id });

/** A canvas that becomes another at will. */
class Stage implements Shown {
  view = Canvas.of({ atoms: {}, root_atom_ids: [], meta: {} });
  readonly #listeners = new Set<() => void>();

  on(_type: "change", listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Shows these images, in this order. */
  put(...images: Atom["properties"][]): void {
    const ids = images.map((_, at) => `a${at}`);
    const atom = (id: string, properties: Atom["properties"]) => ({
      ...{ id, type: "image", parent_id: null, children: [] },
      properties,
    });
    const atoms = Object.fromEntries(images.map((properties, at) => [ids[at]!, atom(ids[at]!, properties)]));
    this.view = Canvas.of({ atoms, root_atom_ids: ids, meta: {} });
    for (const listener of this.#listeners) listener();
  }
}

/** Artifacts of the canvas `c`, which answer when they are let. */
class Artifacts {
  readonly files = new Map<string, Uint8Array<ArrayBuffer>>();
  readonly asked: string[] = [];
  /** What stands in the way of an artifact, until it is taken away. */
  readonly failing = new Map<string, number | "network">();
  readonly #held = new Map<string, () => void>();
  readonly held = new Set<string>();

  readonly connection = new Connection({
    baseUrl: "http://easel.test",
    token: "t",
    fetch: async (input, init) => {
      const path = new URL(String(input)).pathname;
      const [, , id, content] = path.split("/");
      this.asked.push(path);
      if (this.held.has(id!)) {
        await new Promise<void>((go, fail) => {
          this.#held.set(id!, go);
          init!.signal!.addEventListener("abort", () => fail(init!.signal!.reason));
        });
      }
      const failing = this.failing.get(id!);
      if (failing === "network") throw new TypeError("no network");
      if (failing) return new Response("{}", { status: failing });
      const file = this.files.get(id!);
      if (!file) return new Response("{}", { status: 404 });
      return new Response(content ? file : JSON.stringify({ canvas_id: "c", size: file.length }));
    },
  });

  release(id: string): void {
    this.held.delete(id);
    this.#held.get(id)?.();
  }

  contentsOf(id: string): number {
    return this.asked.filter((path) => path === `/artifacts/${id}/content`).length;
  }
}

interface Bitmap {
  readonly width: number;
  readonly pixels: number;
  isClosed: boolean;
}

let stage: Stage;
let server: Artifacts;
let sight: Sight;
let bitmaps: Bitmap[];
let stop: () => void;
/** Unpacking waits for it. */
let gate: Promise<void>;
/** The most pixels that were unpacked at any time, and the most images that were being unpacked at once. */
let peak: { pixels: number; unpacking: number };

const shown = () => ([...sight.images.get().values()] as unknown as Bitmap[]).map(({ width }) => width);
const open = () => bitmaps.filter(({ isClosed }) => !isClosed);
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  [stage, server, bitmaps, peak] = [new Stage(), new Artifacts(), [], { pixels: 0, unpacking: 0 }];
  sight = new Sight(stage);
  let unpacking = 0;
  gate = Promise.resolve();
  vi.stubGlobal("createImageBitmap", async (blob: Blob) => {
    peak.unpacking = Math.max(peak.unpacking, ++unpacking);
    const view = new DataView(await blob.arrayBuffer());
    await gate;
    unpacking--;
    const [width, height] = [view.getUint32(16), view.getUint32(20)];
    if (width === 666) throw new DOMException("broken", "InvalidStateError");
    const bitmap = { width, pixels: width * height, isClosed: false, close: () => (bitmap.isClosed = true) };
    bitmaps.push(bitmap);
    peak.pixels = Math.max(
      peak.pixels,
      open().reduce((sum, { pixels }) => sum + pixels, 0),
    );
    return bitmap;
  });
  stop = new Images(sight, server.connection, "c").follow();
});

afterEach(() => {
  stop();
  expect(open()).toEqual([]);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("AR3 images together", () => {
  const large = (width: number) => png(width, Math.floor(45_000_000 / width));

  test("have so many pixels; the first in order of atoms are drawn, a small one behind still fits", async () => {
    stage.put(inline(large(1)), inline(large(2)), inline(large(3)), inline(png(4, 4)));
    await settle();
    expect(shown()).toEqual([1, 2, 4]);
    expect(peak.pixels).toBeLessThanOrEqual(ALL_PIXELS_MAX);
  });

  test("are chosen by the order of atoms, not by that of the answers", async () => {
    const ids = ["one", "two", "three"];
    for (const [at, id] of ids.entries()) server.files.set(id, large(at + 1));
    for (const id of ids) server.held.add(id);
    stage.put(...ids.map(artifact));
    for (const [id, drawn] of [
      ["three", [3]],
      ["two", [2, 3]],
      ["one", [1, 2]],
    ] as const) {
      server.release(id);
      await settle();
      expect(shown()).toEqual(drawn);
    }
    expect(open().map(({ width }) => width)).toEqual([2, 1]);
    expect(peak.pixels).toBeLessThanOrEqual(ALL_PIXELS_MAX);
  });

  test("have so many bytes; what does not fit is not even fetched", async () => {
    const ids = Array.from({ length: 9 }, (_, at) => `art_${at}`);
    for (const [at, id] of ids.entries()) server.files.set(id, png(at + 1, 1, IMAGE_BYTES_MAX));
    stage.put(...ids.map(artifact));
    await settle();
    expect(shown()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(shown().length * IMAGE_BYTES_MAX).toBe(ALL_BYTES_MAX);
    expect(server.contentsOf("art_8")).toBe(0);
  });

  test("come when those before them go, and give way when others come before them", async () => {
    server.files.set("third", large(3));
    const [first, second, third] = [inline(large(1)), inline(large(2)), artifact("third")];
    stage.put(first, second, third);
    await settle();
    expect(shown()).toEqual([1, 2]);
    stage.put(second, third);
    await settle();
    expect(shown()).toEqual([2, 3]);
    stage.put(first, second, third);
    await settle();
    expect(shown()).toEqual([1, 2]);
    expect(open().length).toBe(2);
  });

  test("are asked for up to a number of artifacts", async () => {
    stage.put(...Array.from({ length: ARTIFACTS_MAX + 5 }, (_, at) => artifact(`art_${at}`)));
    await settle();
    expect(server.asked.length).toBe(ARTIFACTS_MAX);
  });

  test("are unpacked one after the other, each once", async () => {
    stage.put(...[1, 2, 3, 2, 1].map((width) => inline(png(width, 1))));
    await settle();
    expect(shown()).toEqual([1, 2, 3]);
    expect([bitmaps.length, peak.unpacking]).toEqual([3, 1]);
  });
});

describe("AR3 an image that cannot be had", () => {
  test.each([503, 429, 500, "network"] as const)("is tried again after a pause: %s", async (failure) => {
    server.files.set("a", png(1, 1));
    server.failing.set("a", failure);
    stage.put(artifact("a"));
    await settle();
    stage.put(artifact("a"), inline(png(2, 1)));
    await settle();
    expect([shown(), server.asked.length]).toEqual([[2], 1]);
    await vi.advanceTimersByTimeAsync(AGAIN_MIN_MS);
    expect(server.asked.length).toBe(2);
    server.failing.clear();
    await vi.advanceTimersByTimeAsync(2 * AGAIN_MIN_MS);
    expect(shown()).toEqual([1, 2]);
  });

  test("is tried again when the server did not answer in time", async () => {
    server.files.set("a", png(1, 1));
    server.held.add("a");
    stage.put(artifact("a"));
    await vi.advanceTimersByTimeAsync(ANSWER_MAX_MS);
    expect(server.asked.length).toBe(1);
    server.held.clear();
    await vi.advanceTimersByTimeAsync(AGAIN_MIN_MS);
    expect(shown()).toEqual([1]);
  });

  test("is asked for ever more seldom, and no more once it is off the canvas", async () => {
    server.failing.set("a", 503);
    stage.put(artifact("a"));
    await vi.advanceTimersByTimeAsync(10 * AGAIN_MAX_MS);
    expect(server.asked.length).toBeGreaterThan(8);
    expect(server.asked.length).toBeLessThan(20);
    stage.put();
    const before = server.asked.length;
    await vi.advanceTimersByTimeAsync(10 * AGAIN_MAX_MS);
    expect(server.asked.length).toBe(before);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("is left alone where another attempt would end the same", async () => {
    server.files.set("text", new Uint8Array(Buffer.from("no image")));
    server.files.set("long", png(1, 1, IMAGE_BYTES_MAX + 1));
    server.failing.set("secret", 403);
    stage.put(...["text", "long", "secret", "missing"].map(artifact), inline(png(666, 1)), inline(png(2, 1)));
    await settle();
    const before = [server.asked.length, bitmaps.length];
    await vi.advanceTimersByTimeAsync(10 * AGAIN_MAX_MS);
    stage.put(...["text", "long", "secret", "missing"].map(artifact), inline(png(666, 1)), inline(png(2, 1)));
    await settle();
    expect([server.asked.length, bitmaps.length]).toEqual(before);
    expect(before).toEqual([5, 1]);
    expect(shown()).toEqual([2]);
  });

  test("takes no room from others", async () => {
    server.files.set("none", new Uint8Array(IMAGE_BYTES_MAX));
    const ids = Array.from({ length: 8 }, (_, at) => `art_${at}`);
    for (const [at, id] of ids.entries()) server.files.set(id, png(at + 1, 1, IMAGE_BYTES_MAX));
    stage.put(artifact("none"), ...ids.map(artifact));
    await settle();
    expect(shown().length).toBe(8);
  });

  test("because it left while it was unpacked, is let go of", async () => {
    let open = () => {};
    gate = new Promise((resolve) => {
      open = resolve;
    });
    stage.put(inline(png(1, 1)), inline(png(2, 1)));
    await settle();
    stage.put(inline(png(2, 1)));
    open();
    await settle();
    expect(shown()).toEqual([2]);
    expect(bitmaps).toMatchObject([
      { width: 1, isClosed: true },
      { width: 2, isClosed: false },
    ]);
  });

  test("because it came when the canvas was left, is let go of", async () => {
    server.files.set("a", png(1, 1));
    server.held.add("a");
    stage.put(artifact("a"), inline(png(2, 1)));
    await settle();
    stop();
    server.release("a");
    await settle();
    expect([shown(), open()]).toEqual([[], []]);
  });
});
