import { describe, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { FlakyNetwork } from "../fuzz/flaky-network.js";
import { RandomEdits } from "../fuzz/random-edits.js";
import { type CanvasSession, type ClientOptions, EaselClient, MemoryPendingStore, stateHash } from "../src/index.js";

// Against a real server: EASEL_URL=http://127.0.0.1:5080 EASEL_TOKEN=$(./easel token --user alice) npm test
const { EASEL_URL: baseUrl = "", EASEL_TOKEN: token = "" } = process.env;

function client(options: Partial<ClientOptions> = {}): EaselClient {
  const webSocket = WebSocket as unknown as typeof globalThis.WebSocket;
  return new EaselClient({ baseUrl, token, webSocket, pendingStore: new MemoryPendingStore(), ...options });
}

function newCanvas(): string {
  return `ts-${Date.now()}-${Math.random().toString(36).slice(2)}`;
}

async function same(canvasId: string, sessions: readonly CanvasSession[]): Promise<void> {
  const { head_rev } = await client().record(canvasId);
  await vi.waitFor(() => expect(sessions.map((session) => session.rev)).toEqual(sessions.map(() => head_rev)), 10_000);
  const { state_hash } = await client().snapshot(canvasId);
  expect(sessions.map((session) => stateHash(session.view))).toEqual(sessions.map(() => state_hash));
}

describe.skipIf(!baseUrl)("with a real server", () => {
  test("creates, lists and reads canvases", async () => {
    const canvas_id = newCanvas();
    const record = await client().createCanvas({ canvas_id, title: "T", project_id: canvas_id });
    expect(record).toMatchObject({ canvas_id, title: "T", head_rev: 0 });
    await expect(client().createCanvas({ canvas_id })).rejects.toMatchObject({ code: "CANVAS_EXISTS", status: 409 });
    const page = await client().listCanvases({ project_id: canvas_id, limit: 10 });
    expect(page).toMatchObject({ canvases: [{ canvas_id }], next: null });
    expect(await client().snapshot(canvas_id)).toMatchObject({ rev: 0, atoms: {} });
    expect(await client().commits(canvas_id, { after: 0 })).toMatchObject({ commits: [], next: null });
    await expect(client().snapshot(newCanvas())).rejects.toMatchObject({ code: "NOT_FOUND", status: 404 });
  });

  test("one edits, the other sees it, and both type at once", async () => {
    const canvasId = newCanvas();
    const [one, two] = [await client().open(canvasId), await client().open(canvasId)];
    one.edit([{ kind: "add", atom: { id: "t", type: "text", properties: { text: "hello 😀" } } }]);
    await vi.waitFor(() => expect(two.view.find("t")).toBeDefined());
    for (let n = 0; n < 20; n++) {
      one.edit([{ kind: "insert_text", atom_id: "t", property: "text", at: n, text: "a" }], { merge: "typing" });
      const end = String(two.view.find("t")?.properties.text).length;
      two.edit([{ kind: "insert_text", atom_id: "t", property: "text", at: end, text: "z" }], { merge: "typing" });
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await Promise.all([one.flush(), two.flush()]);
    await same(canvasId, [one, two]);
    expect(one.view.find("t")?.properties.text).toBe(`${"a".repeat(20)}hello 😀${"z".repeat(20)}`);
    await Promise.all([one.close(), two.close()]);
  });

  test("edits from offline meet what others did, and a program that ended goes on", async () => {
    const [canvasId, network, pendingStore] = [newCanvas(), new FlakyNetwork(), new MemoryPendingStore()];
    const mine = client({ fetch: network.fetch, pendingStore });
    const [one, two] = [await mine.open(canvasId), await client().open(canvasId)];
    one.edit([{ kind: "add", atom: { id: "t", type: "text", properties: { text: "hello" } } }]);
    await one.flush();
    network.isOffline = true;
    one.edit([{ kind: "insert_text", atom_id: "t", property: "text", at: 5, text: "!" }]);
    await one.close();
    await vi.waitFor(() => expect(two.view.find("t")).toBeDefined());
    two.edit([{ kind: "insert_text", atom_id: "t", property: "text", at: 0, text: "> " }]);
    await two.flush();
    network.isOffline = false;
    const again = await mine.open(canvasId);
    await again.flush();
    await same(canvasId, [again, two]);
    expect(again.view.find("t")?.properties.text).toBe("> hello!");
    await Promise.all([again.close(), two.close()]);
  });

  test("CM10 undo, redo and restore", async () => {
    const canvasId = newCanvas();
    const session = await client().open(canvasId);
    session.edit([{ kind: "set_meta", key: "title", value: "one" }]);
    await session.flush();
    session.edit([{ kind: "set_meta", key: "title", value: "two" }]);
    expect(await session.undo()).toEqual({ outcome: "committed", rev: 3, of: 2 });
    expect(session.view.meta.title).toBe("one");
    expect(await session.redo()).toMatchObject({ outcome: "committed", rev: 4 });
    expect(session.view.meta.title).toBe("two");
    expect(await session.restore(1)).toMatchObject({ outcome: "committed", rev: 5, of: 1 });
    expect(session.view.meta.title).toBe("one");
    expect(await session.redo()).toEqual({ outcome: "nothing" });
    await same(canvasId, [session]);
    await session.close();
  });

  test("random edits of three, with lost networks, end in one canvas", async () => {
    const canvasId = newCanvas();
    const members = await Promise.all(
      [1, 2, 3].map(async (seed) => {
        const network = new FlakyNetwork();
        const session = await client({ fetch: network.fetch, actorId: `m${seed}` }).open(canvasId);
        return { network, session, random: new RandomEdits(seed, `m${seed}`) };
      }),
    );
    for (let step = 0; step < 150; step++) {
      for (const { network, session, random } of members) {
        if (random.next(20) === 0) network.isOffline = !network.isOffline;
        session.edit(random.batch(session.view, 1 + random.next(3)));
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    for (const { network } of members) network.isOffline = false;
    await Promise.all(members.map(({ session }) => session.flush()));
    await same(
      canvasId,
      members.map(({ session }) => session),
    );
    await Promise.all(members.map(({ session }) => session.close()));
  });

  test("a wrong token is denied at once", async () => {
    await expect(client({ token: "wrong" }).open(newCanvas())).rejects.toMatchObject({ status: 401 });
  });

  test("CM7 what a validator refuses comes back as a report", async () => {
    const session = await client().open(newCanvas());
    const refused = vi.fn();
    session.on("refused", refused);
    const deep = Array.from({ length: 300 }, (_, n) => `d${n}`);
    for (const [n, id] of deep.entries()) {
      const parent = n === 0 ? {} : { parent_id: deep[n - 1]! };
      session.edit([{ kind: "add", atom: { id, type: "group" }, ...parent }], { merge: `${Math.floor(n / 100)}` });
    }
    await session.flush();
    expect(refused.mock.calls).toMatchObject([[{ error: { code: "OP_INVALID" } }]]);
    expect(session.view.atoms.size).toBe(200);
    await session.close();
  });

  test("GS gestures and presence reach the others", async ({ skip }) => {
    const response = await fetch(`${baseUrl}/msg/ws?canvas_id=c`, { headers: { Authorization: `Bearer ${token}` } });
    await response.body?.cancel();
    if (response.status === 404) skip("this server has no sockets");
    const canvasId = newCanvas();
    const posted = vi.fn();
    const watched: typeof fetch = (input, init) => {
      if (String(input).endsWith("/commands")) posted();
      return fetch(input, init);
    };
    const [one, two] = [
      await client({ actorId: "one", fetch: watched }).open(canvasId),
      await client({ actorId: "two" }).open(canvasId),
    ];
    const [gestures, presences] = [vi.fn(), vi.fn()];
    two.on("gesture", gestures);
    two.on("presence", presences);
    two.presence({ status: "online" });
    one.presence({ status: "online", selection: ["a"] });
    await vi.waitFor(() => expect(presences).toHaveBeenCalled(), 10_000);
    await vi.waitFor(() => {
      one.gesture({ kind: "caret", payload: { at: 3 } });
      expect(gestures.mock.calls[0]?.[0]).toMatchObject({
        canvas_id: canvasId,
        data: { kind: "caret", payload: { at: 3 } },
      });
    }, 10_000);
    // Over the socket now (SPEC GS8).
    one.edit([{ kind: "set_meta", key: "title", value: "T" }]);
    await one.flush();
    await same(canvasId, [one, two]);
    expect(posted).not.toHaveBeenCalled();
    await Promise.all([one.close(), two.close()]);
  });
});
