import { afterEach, describe, expect, test, vi } from "vitest";
import {
  EaselMaps,
  type MapClient,
  type MapDocument,
  type MapRef,
  type SelectionEffect,
  selectionAfter,
  selectionFollowing,
} from "../src/maps.js";

const history = { canUndo: false, canRedo: false, undoDepth: 0, redoDepth: 0 };

/** A server with one map, as `fetch` sees it: the content is the list of the edits that were made. */
class DummyMaps {
  edits: number[] = [];
  revision = 1;
  saved = 1;
  /** Channels in the order in which they were asked, with the base of each that had one. */
  readonly asked: string[] = [];
  readonly cursors: string[] = [];
  /** The next answers are these. */
  readonly answers: Response[] = [];
  /** Requests wait for this. */
  gate: Promise<void> = Promise.resolve();
  readonly #streams = new Set<ReadableStreamDefaultController<Uint8Array>>();

  readonly fetch: typeof fetch = async (input, init = {}) => {
    const { pathname } = new URL(String(input));
    if (pathname.startsWith("/sse/")) return this.#stream(init);
    const channel = pathname.replace("/ipc/", "");
    const body = JSON.parse(String(init.body));
    this.asked.push("baseRevision" in body ? `${channel} ${body.baseRevision}` : channel);
    await this.gate;
    return this.answers.shift() ?? this.#answer(channel, body);
  };

  get document(): MapDocument {
    const { revision, edits } = this;
    const dirty = revision !== this.saved;
    return { mapId: "m1", filePath: "a.json", json: edits, dirty, lastValidation: null, revision, history };
  }

  /** Somebody edits. */
  edit(): void {
    this.revision++;
    this.edits = [...this.edits, this.revision];
    this.say("edit");
  }

  say(cause: string, type = "state_changed"): void {
    const { revision, dirty, filePath } = this.document;
    const said = { type, mapId: "m1", cause, revision, dirty, filePath, lastValidation: null, mapHistory: history };
    for (const stream of this.#streams) {
      const frame = `id: e:${revision}\nevent: ${type}\ndata: ${JSON.stringify(said)}\n\n`;
      stream.enqueue(new TextEncoder().encode(frame));
    }
  }

  cut(): void {
    for (const stream of this.#streams) stream.error(new TypeError("terminated"));
    this.#streams.clear();
  }

  #answer(channel: string, body: { baseRevision?: number }): Response {
    switch (channel) {
      case "state:get":
        return Response.json({ ok: true, value: { mapDocument: this.document } });
      case "map:edit":
      case "map:undo":
        if (body.baseRevision !== this.revision) return this.#stale();
        this.edit();
        return Response.json({
          ok: true,
          value: { kind: "map-edit/applied", revision: this.revision, dirty: true, history },
        });
      case "map:save":
        this.saved = this.revision;
        return Response.json({ ok: true, value: this.document });
      default:
        return Response.json({ ok: true, value: this.document });
    }
  }

  #stale(): Response {
    const error = { kind: "map-edit-error", code: "map-edit/stale-revision", message: "gone" };
    return Response.json({ ok: false, error: { ...error, currentRevision: this.revision } }, { status: 409 });
  }

  #stream(init: RequestInit): Response {
    this.cursors.push((init.headers as Record<string, string>)["Last-Event-ID"]!);
    const body = new ReadableStream<Uint8Array>({
      start: (stream) => {
        this.#streams.add(stream);
        stream.enqueue(new TextEncoder().encode("retry: 1\n\n"));
        init.signal?.addEventListener("abort", () => {
          if (this.#streams.delete(stream)) stream.error(init.signal?.reason);
        });
        if (this.cursors.length === 1) queueMicrotask(() => this.say("current"));
      },
    });
    return new Response(body, { status: 200 });
  }
}

const light = { kind: "map-edit/create-light", at: { x: 1, y: 2 } } as const;
const open: MapClient[] = [];

async function opened(server: DummyMaps): Promise<MapClient> {
  const map = await new EaselMaps({ baseUrl: "http://easel.test", token: "t", fetch: server.fetch }).open("a.json");
  open.push(map);
  server.asked.length = 0;
  return map;
}

afterEach(async () => {
  for (const map of open.splice(0)) await map.close();
});

describe("MP4 a map", () => {
  test("is edited on the revision that its own edits made", async () => {
    const server = new DummyMaps();
    const map = await opened(server);
    const replies = await Promise.all([map.edit(light), map.edit(light), map.undo()]);
    expect(replies.map(({ ok }) => ok)).toEqual([true, true, true]);
    expect(server.asked).toEqual(["map:edit 1", "map:edit 2", "map:undo 3"]);
    expect(map.snapshot).toMatchObject({ revision: 4, dirty: true, json: [] });
  });

  test("is read again when it was stale, and nothing is sent twice", async () => {
    const server = new DummyMaps();
    const map = await opened(server);
    server.edit();
    const reply = await map.edit(light);
    expect(reply).toMatchObject({ ok: false, error: { code: "map-edit/stale-revision", currentRevision: 2 } });
    expect(server.asked).toEqual(["map:edit 1", "state:get"]);
    expect(map.snapshot).toMatchObject({ revision: 2, json: [2] });
    expect((await map.edit(light)).ok).toBe(true);
  });

  test("is not edited by what was decided before it turned out to be another", async () => {
    const server = new DummyMaps();
    const map = await opened(server);
    server.edit();
    const replies = await Promise.all([map.edit(light), map.edit(light), map.refresh(), map.reload()]);
    expect(server.asked.slice(0, 4)).toEqual(["map:edit 1", "state:get", "map:edit 1", "state:get"]);
    expect(server.asked.at(-1)).toBe("map:reload 1");
    expect(replies.slice(0, 2)).toMatchObject([{ ok: false }, { ok: false }]);
    expect(server.edits).toEqual([2]);
  });

  test("is another one's matter when no answer came, or something else answered", async () => {
    const server = new DummyMaps();
    const map = await opened(server);
    server.answers.push(new Response("<html>", { status: 502 }), Response.json({ code: "X" }, { status: 503 }));
    await expect(map.edit(light)).rejects.toMatchObject({ name: "EaselError", code: "HTTP_502", status: 502 });
    await expect(map.save()).rejects.toMatchObject({ code: "X", status: 503 });
    expect(map.snapshot.revision).toBe(1);
    await map.close();
    await expect(map.edit(light)).rejects.toMatchObject({ code: "CLOSED" });
  });

  test("that cannot be opened says why", async () => {
    const server = new DummyMaps();
    const error = { kind: "map-io-error", code: "map-io/read-failed", message: "No." };
    server.answers.push(Response.json({ ok: false, error }, { status: 422 }));
    await expect(opened(server)).rejects.toMatchObject({ code: "map-io/read-failed", status: 422, message: "No." });
  });

  test.each([404, 409, 503])("tells the status %s of a refusal, whatever the error says", async (status) => {
    const server = new DummyMaps();
    const map = await opened(server);
    const error = { kind: "map-io-error", code: "map-io/some", message: "No." };
    const refuse = () => server.answers.push(Response.json({ ok: false, error }, { status }));
    refuse();
    expect(await map.save()).toMatchObject({ ok: false, status, error: { code: "map-io/some" } });
    refuse();
    await expect(map.refresh()).rejects.toMatchObject({ code: "map-io/some", status });
  });
});

describe("MP8 a map that is followed", () => {
  test("is read again when others edit it, once for many edits", async () => {
    const server = new DummyMaps();
    const map = await opened(server);
    const states = vi.fn();
    map.on("state", states);
    map.follow();
    await vi.waitFor(() => expect(map.status).toBe("live"));
    await vi.waitFor(() => expect(states).toHaveBeenCalledTimes(1));
    let pass = () => {};
    server.gate = new Promise((resolve) => {
      pass = resolve;
    });
    for (let n = 0; n < 20; n++) server.edit();
    await vi.waitFor(() => expect(states).toHaveBeenCalledTimes(21));
    pass();
    await vi.waitFor(() => expect(map.snapshot).toMatchObject({ revision: 21, json: server.edits }));
    expect(server.asked.length).toBeLessThanOrEqual(2);
    expect((await map.edit(light)).ok).toBe(true);
  });

  test("is read again when the stream is back, if that failed before", async () => {
    const server = new DummyMaps();
    const map = await opened(server);
    const failed = vi.fn();
    map.on("error", failed);
    map.follow();
    await vi.waitFor(() => expect(map.status).toBe("live"));
    server.answers.push(new Response("", { status: 502 }));
    server.edit();
    await vi.waitFor(() => expect(failed).toHaveBeenCalledTimes(1));
    expect(map.snapshot.revision).toBe(1);
    server.cut();
    await vi.waitFor(() => expect(map.snapshot.revision).toBe(2), 5_000);
  });

  test("shows its own edits, and what a save by others means", async () => {
    const server = new DummyMaps();
    const map = await opened(server);
    map.follow();
    await vi.waitFor(() => expect(map.status).toBe("live"));
    await map.edit(light);
    await vi.waitFor(() => expect(map.snapshot).toMatchObject({ revision: 2, json: [2], dirty: true }));
    server.saved = 2;
    server.asked.length = 0;
    server.say("saved");
    await vi.waitFor(() => expect(map.snapshot.dirty).toBe(false));
    expect(server.asked).toEqual([]);
  });

  test("goes on after the last event, and is read again when that is gone", async () => {
    const server = new DummyMaps();
    const map = await opened(server);
    const statuses: string[] = [];
    map.on("status", ({ status }) => statuses.push(status));
    map.follow();
    await vi.waitFor(() => expect(map.status).toBe("live"));
    server.edit();
    await vi.waitFor(() => expect(map.snapshot.revision).toBe(2));
    server.cut();
    await vi.waitFor(() => expect(server.cursors).toEqual(["", "e:2"]), 5_000);
    // Another history, with less in it.
    [server.revision, server.edits] = [1, [9]];
    server.say("reset");
    await vi.waitFor(() => expect(map.snapshot).toMatchObject({ revision: 1, json: [9] }));
    await map.close();
    expect(statuses).toEqual(["live", "offline", "live", "closed"]);
  });

  test("tells what other programs do to its file", async () => {
    const server = new DummyMaps();
    const map = await opened(server);
    const file = vi.fn();
    map.on("file", file);
    map.follow();
    await vi.waitFor(() => expect(map.status).toBe("live"));
    server.say("", "file_changed");
    server.say("", "something_new");
    await vi.waitFor(() => expect(file).toHaveBeenCalledTimes(1));
  });
});

describe("MP8 a selection", () => {
  const of = (index: number): MapRef => ({ kind: "light", index });

  test("follows the entry that it names", () => {
    const removed = { kind: "light", index: 1, change: "removed" } as const;
    const restored = { ...removed, change: "restored" } as const;
    expect([0, 1, 2].map((index) => selectionFollowing(of(index), [removed]))).toEqual([of(0), null, of(1)]);
    expect([0, 1, 2].map((index) => selectionFollowing(of(index), [restored]))).toEqual([of(0), of(2), of(3)]);
    expect(selectionFollowing(of(3), [removed, removed, restored])).toEqual(of(2));
    expect(selectionFollowing({ kind: "wall", index: 5 }, [removed])).toEqual({ kind: "wall", index: 5 });
    expect(selectionFollowing({ kind: "sector", id: 5 }, [removed])).toEqual({ kind: "sector", id: 5 });
    const pair = [0, 1, 2, 3, 4].map((index) => selectionFollowing(of(index), [{ ...removed, count: 2 }]));
    expect(pair).toEqual([of(0), null, null, of(1), of(2)]);
    expect(selectionFollowing(of(1), [{ ...restored, count: 2 }])).toEqual(of(3));
    expect(selectionFollowing(null, [removed])).toBeNull();
    expect(selectionFollowing(of(1))).toEqual(of(1));
  });

  test("is what an own edit says; a remap is for the one that it names alone", () => {
    const effects: SelectionEffect[] = [
      { kind: "map-edit/selection/keep" },
      { kind: "map-edit/selection/clear", reason: "deleted" },
      { kind: "map-edit/selection/set", ref: of(7) },
      { kind: "map-edit/selection/remap", from: of(2), to: of(1) },
      { kind: "map-edit/selection/remap", from: of(3), to: of(2) },
    ];
    expect(effects.map((effect) => selectionAfter(of(2), effect))).toEqual([of(2), null, of(7), of(1), of(2)]);
    expect(selectionAfter({ kind: "door", id: "a" }, undefined)).toEqual({ kind: "door", id: "a" });
    const remap = { kind: "map-edit/selection/remap", from: of(2), to: of(1) } as const;
    expect(selectionAfter({ kind: "wall", index: 2 }, remap)).toEqual({ kind: "wall", index: 2 });
    expect(selectionAfter(null, remap)).toBeNull();
  });
});
