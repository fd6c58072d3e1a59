import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { EaselClient } from "../src/client.js";
import { MemoryPendingStore, type PendingStore } from "../src/pending.js";
import type { EaselError } from "../src/problem.js";
import type { CanvasSession } from "../src/session.js";
import { STORE_SILENCE_MAX_MS } from "../src/slots.js";
import type { ClientOp } from "../src/wire/ops.js";
import { DummyHttp } from "./dummy-http.js";
import { DummyServer, problem } from "./dummy-server.js";

const hello: ClientOp = { kind: "add", atom: { id: "t", type: "text", properties: { text: "hello" } } };

let server: DummyServer;
let http: DummyHttp;
let store: MemoryPendingStore;
let sessions: CanvasSession[];

beforeEach(() => {
  server = new DummyServer();
  http = new DummyHttp(server);
  store = new MemoryPendingStore();
  sessions = [];
});

afterEach(() => Promise.all(sessions.map((session) => session.close())));

async function open(actorId = "me", using = http): Promise<CanvasSession> {
  const client = new EaselClient({
    baseUrl: "http://easel.test/",
    token: "t",
    actorId,
    pendingStore: store,
    fetch: using.fetch,
  });
  const session = await client.open("c");
  sessions.push(session);
  return session;
}

function type(at: number, text: string): ClientOp {
  return { kind: "insert_text", atom_id: "t", property: "text", at, text };
}

function textOf(session: CanvasSession): unknown {
  return session.view.find("t")?.properties.text;
}

describe("a session", () => {
  test("edits a new canvas, and tells what happens", async () => {
    const session = await open();
    const seen: string[] = [];
    session.on("status", ({ status }) => seen.push(status));
    session.on("change", ({ rev, pending }) => seen.push(`change ${rev} ${pending}`));
    session.on("commit", ({ line, isMine }) => seen.push(`commit ${line.rev} ${isMine}`));
    await vi.waitFor(() => expect(session.status).toBe("live"));
    session.edit([hello]);
    expect(textOf(session)).toBe("hello");
    await session.flush();
    expect(seen).toEqual(["live", "change 0 1", "commit 1 true"]);
    expect([session.rev, session.pending, server.head]).toEqual([1, 0, 1]);
    expect(server.received).toMatchObject([{ base_rev: 0, actor_id: "me", on_mismatch: "rebase" }]);
  });

  test("sees what others commit", async () => {
    const [mine, other] = [await open(), await open("other")];
    mine.edit([hello]);
    await vi.waitFor(() => expect(textOf(other)).toBe("hello"));
    other.edit([type(5, "!")]);
    mine.edit([type(0, "> ")]);
    await Promise.all([mine.flush(), other.flush()]);
    await vi.waitFor(() => expect([mine.rev, other.rev]).toEqual([3, 3]));
    expect([textOf(mine), textOf(other)]).toEqual(["> hello!", "> hello!"]);
  });

  test("GE6 a lost answer is found out with the same body and key, and applied once", async () => {
    const session = await open();
    http.losesAnswers = 2;
    session.edit([hello]);
    session.edit([type(5, "!")]);
    await session.flush();
    expect(server.head).toBe(2);
    expect(textOf(session)).toBe("hello!");
  });

  test("works on without a network, and comes back", async () => {
    const session = await open();
    session.edit([hello]);
    await session.flush();
    http.unplug();
    await vi.waitFor(() => expect(session.status).toBe("offline"));
    session.edit([type(5, "!")]);
    session.edit([type(6, "?")]);
    server.commit([type(0, "> ")]);
    expect(textOf(session)).toBe("hello!?");
    http.isOffline = false;
    await session.flush();
    expect([session.status, textOf(session), server.head]).toEqual(["live", "> hello!?", 4]);
  });

  test("ST2 a broken stream goes on after what it brought, in its epoch", async () => {
    const session = await open();
    session.edit([hello]);
    await session.flush();
    await vi.waitFor(() => expect(http.requests).toContain("GET /canvas/c"));
    http.cut();
    server.commit([type(5, "!")]);
    await vi.waitFor(() => expect(textOf(session)).toBe("hello!"));
    expect(http.cursors).toEqual(["0", "e1:1"]);
  });

  test("ST3 after a backup was put back it takes the state that there is, and sends what still fits", async () => {
    const session = await open();
    const dropped = vi.fn();
    session.on("dropped", dropped);
    session.edit([hello]);
    await session.flush();
    session.edit([type(5, "!")]);
    await session.flush();
    http.unplug();
    session.edit([type(6, "?")]);
    session.edit([{ kind: "set_meta", key: "title", value: "T" }]);
    server.restoreBackup(1, "e2");
    http.isOffline = false;
    await session.flush();
    await vi.waitFor(() => expect(session.view.toJSON()).toEqual(server.state.toJSON()));
    expect(server.state.meta).toEqual({ title: "T" });
    expect(dropped.mock.calls).toMatchObject([
      [{ ops: [{ op: type(6, "?"), reason: "TEXT_REPLACED" }], isGone: true }],
    ]);
  });

  test("ST3 an edit that the new state holds already is not reported as lost", async () => {
    const session = await open();
    const dropped = vi.fn();
    session.on("dropped", dropped);
    session.edit([hello]);
    await session.flush();
    [http.isMuted, http.isPruned] = [true, true];
    session.edit([type(5, "!")]);
    session.edit([type(6, "?")]);
    await vi.waitFor(() => expect(server.head).toBe(2));
    http.isMuted = false;
    http.cut();
    await session.flush();
    expect([textOf(session), dropped.mock.calls]).toEqual(["hello!?", []]);
  });

  test("TF5 one who was away while history was erased is told so, and goes on from what is left", async () => {
    const session = await open();
    session.edit([hello]);
    await session.flush();
    const [resets, errors] = [vi.fn(), vi.fn()];
    session.on("reset", resets);
    session.on("error", errors);
    http.unplug();
    session.edit([type(5, "?")]);
    for (const text of ["a", "b", "c"]) server.commit([type(0, text)]);
    http.isPruned = true;
    http.isOffline = false;
    await session.flush();
    expect(resets.mock.calls).toMatchObject([[{ reason: "REPLAY_MISS", from: 1 }]]);
    await vi.waitFor(() => expect(session.view.toJSON()).toEqual(server.state.toJSON()));
    expect(errors).not.toHaveBeenCalled();
  });

  test("TF5 a commit that was erased is not folded: the state is read", async () => {
    const session = await open();
    session.edit([hello]);
    await session.flush();
    const resets = vi.fn();
    session.on("reset", resets);
    server.commit([type(0, "> ")], "other", { erased: { ops_hash: "0".repeat(64) } });
    await vi.waitFor(() => expect(textOf(session)).toBe("> hello"));
    expect(resets.mock.calls).toEqual([[{ reason: "LOST", from: 1, rev: 2 }]]);
  });

  test("a token that has run out is asked for anew, by requests and by the stream; no edit is lost", async () => {
    let good = "t1";
    const asked: boolean[] = [];
    const token = async (refused: boolean) => {
      asked.push(refused);
      return refused ? good : "t1";
    };
    const guarded: typeof fetch = async (input, init = {}) => {
      const { Authorization: given } = init.headers as Record<string, string>;
      return given === `Bearer ${good}` ? http.fetch(input, init) : new Response("{}", { status: 401 });
    };
    const client = new EaselClient({ baseUrl: "http://easel.test/", token, pendingStore: store, fetch: guarded });
    const session = await client.open("c");
    sessions.push(session);
    session.edit([hello]);
    await session.flush();
    expect(asked).not.toContain(true);
    good = "t2";
    http.cut();
    session.edit([type(5, "!")]);
    await session.flush();
    server.commit([type(0, "> ")]);
    await vi.waitFor(() => expect(textOf(session)).toBe("> hello!"));
    expect(session.status).toBe("live");
    expect(asked.filter((refused) => refused).length).toBeGreaterThanOrEqual(2);
  });

  test("an edit that the server refuses goes with a report; what follows is sent", async () => {
    const session = await open();
    const refused = vi.fn();
    session.on("refused", refused);
    session.edit([hello]);
    await session.flush();
    http.answers = [problem(422, "OP_INVALID", { op_index: 0, reason: "A rule." })];
    session.edit([type(5, "!")]);
    session.edit([type(0, "> ")]);
    await session.flush();
    expect(refused.mock.calls).toMatchObject([[{ error: { code: "OP_INVALID" }, ops: [type(5, "!")] }]]);
    expect([textOf(session), server.head]).toEqual(["> hello", 2]);
  });

  test("waits when it is told to, and sends anew", async () => {
    const session = await open();
    http.answers = [
      { ...problem(429, "RATE_LIMITED"), retryAfterMs: 1 },
      problem(503, "STORAGE_FAILED"),
      problem(503, "OUTCOME_UNKNOWN"),
      { status: 502, body: undefined },
    ];
    session.edit([hello]);
    await session.flush();
    expect(server.head).toBe(1);
  });

  test("403 keeps the edits and says so; resume tries again", async () => {
    const session = await open();
    http.answers = [problem(403, "FORBIDDEN")];
    session.edit([hello]);
    await expect(session.flush()).rejects.toMatchObject({ code: "FORBIDDEN", status: 403 });
    expect([session.status, session.pending]).toEqual(["denied", 1]);
    session.resume();
    await session.flush();
    await vi.waitFor(() => expect(session.status).toBe("live"));
    expect(server.head).toBe(1);
  });

  test("a killed canvas is not tried again until resume", async () => {
    const session = await open();
    await vi.waitFor(() => expect(session.status).toBe("live"));
    http.say('event: canvas_killed\ndata: {"type":"canvas_killed"}\n\n');
    await vi.waitFor(() => expect(session.status).toBe("killed"));
    session.edit([hello]);
    await expect(session.flush()).rejects.toMatchObject({ code: "CANVAS_KILLED" });
    expect(server.received).toEqual([]);
    session.resume();
    await session.flush();
    expect(server.head).toBe(1);
  });

  test("CM10 undo comes after the edits before it and before those after it", async () => {
    const session = await open();
    session.edit([hello]);
    session.edit([type(5, "!")], { merge: "m" });
    http.losesAnswers = 3;
    const mine: boolean[] = [];
    session.on("commit", ({ isMine }) => mine.push(isMine));
    const undone = session.undo();
    session.edit([type(0, "> ")], { merge: "m" });
    expect(await undone).toEqual({ outcome: "committed", rev: 3, of: 2 });
    await session.flush();
    expect(textOf(session)).toBe("> hello");
    expect(mine).toEqual([true, true, true, true]);
    expect(server.lines.map((line) => line.undo_of)).toEqual([undefined, undefined, 2, undefined]);
  });

  test("CM10 nothing to undo, and closed", async () => {
    const session = await open();
    const nothing = session.undo();
    await session.flush();
    expect(await nothing).toEqual({ outcome: "nothing" });
    http.unplug();
    session.edit([hello]);
    const undone = session.undo();
    await session.close();
    expect(await undone).toEqual({ outcome: "closed" });
    expect(await session.undo()).toEqual({ outcome: "closed" });
    expect(() => session.edit([hello])).toThrow("closed");
  });

  test("iterates over its events until it is closed", async () => {
    const session = await open();
    const seen: string[] = [];
    const reading = (async () => {
      for await (const event of session.events()) seen.push(event.type);
    })();
    session.edit([hello]);
    await session.flush();
    await session.close();
    await reading;
    expect(seen).toContain("change");
    expect(seen.at(-1)).toBe("status");
  });
});

describe("edits survive the program", () => {
  test("the next session sends what was left behind, the sent one unchanged", async () => {
    const first = await open();
    first.edit([hello]);
    await first.flush();
    // The command arrives, the answer does not.
    http.losesAnswers = 1;
    first.edit([type(5, "!")]);
    await vi.waitFor(() => expect(server.head).toBe(2));
    http.unplug();
    first.edit([type(0, "> ")]);
    await first.close();
    server.commit([type(0, "x")]);
    http.isOffline = false;
    const second = await open();
    await second.flush();
    expect(textOf(second)).toMatch(/^(x> |> x)hello!$/);
    expect(server.head).toBe(4);
    expect(await store.load(JSON.stringify(["http://easel.test/", null, null, "c", null, "me"]))).toEqual([]);
  });

  test("a command is kept word for word before it is sent", async () => {
    const kept: unknown[] = [];
    const watching = new DummyHttp(server);
    const plug = watching.fetch;
    const watched = async (...[input, init]: Parameters<typeof fetch>) => {
      if (init?.method === "POST")
        kept.push(JSON.stringify((await store.load(scope))[0]?.edits[0]?.sent) === init.body);
      return plug(input, init);
    };
    const session = await open("me", { ...watching, fetch: watched } as DummyHttp);
    for (let n = 0; n < 3; n++) session.edit([{ kind: "set_meta", key: "n", value: n }]);
    await session.flush();
    expect(kept).toEqual([true, true, true]);
  });

  test("two open sessions never send each other's edits", async () => {
    const [one, two] = [new DummyHttp(server), new DummyHttp(server)];
    const first = await open("me", one);
    first.edit([hello]);
    await first.flush();
    one.unplug();
    first.edit([type(5, "!")]);
    await vi.waitFor(async () => expect((await store.load(scope)).length).toBe(1));
    const second = await open("me", two);
    second.edit([type(0, "> ")]);
    await second.flush();
    expect([textOf(second), server.head]).toEqual(["> hello", 2]);
    one.isOffline = false;
    await first.flush();
    expect([textOf(first), server.head]).toEqual(["> hello!", 3]);
  });

  test("what several sessions left behind is all sent", async () => {
    const first = await open();
    first.edit([hello]);
    await first.flush();
    const others = await Promise.all([open(), open(), open()]);
    http.unplug();
    for (const [n, session] of others.entries()) session.edit([{ kind: "set_meta", key: `m${n}`, value: n }]);
    await Promise.all(others.map((session) => session.close()));
    expect((await store.load(scope)).length).toBe(3);
    http.isOffline = false;
    await open();
    await vi.waitFor(() => expect(server.state.meta).toEqual({ m0: 0, m1: 1, m2: 2 }));
    await vi.waitFor(async () => expect(await store.load(scope)).toEqual([]));
  });

  test("what becomes of edits that were left behind is told by the session that is open", async () => {
    const first = await open();
    first.edit([hello]);
    await first.flush();
    const others = await Promise.all([open(), open()]);
    http.unplug();
    for (const session of others) session.edit([type(5, "!")]);
    await Promise.all(others.map((session) => session.close()));
    server.commit([{ kind: "remove", atom_id: "t" }]);
    http.isOffline = false;
    const dropped = vi.fn();
    (await open()).on("dropped", dropped);
    await vi.waitFor(() => expect(dropped).toHaveBeenCalledTimes(2));
    await vi.waitFor(async () => expect(await store.load(scope)).toEqual([]));
  });

  test("another user's edits are left alone", async () => {
    const first = await open();
    http.unplug();
    first.edit([hello]);
    await first.close();
    http.isOffline = false;
    const other = await open("other");
    await other.flush();
    expect([server.head, other.pending]).toEqual([0, 0]);
  });

  describe("where the store does not work", () => {
    const broken = (how: () => Promise<never>): PendingStore => ({ load: how, save: how, clear: how, hold: how });

    async function openOn(pendingStore: PendingStore) {
      const client = new EaselClient({ baseUrl: "http://easel.test/", token: "t", pendingStore, fetch: http.fetch });
      const session = await client.open("c");
      sessions.push(session);
      const errors: EaselError[] = [];
      session.on("error", (error) => errors.push(error));
      return { session, errors };
    }

    test("one edits all the same, from memory, and is told once", async () => {
      const { session, errors } = await openOn(broken(() => Promise.reject(new DOMException("no", "SecurityError"))));
      session.edit([hello]);
      session.edit([type(5, "!")]);
      await session.flush();
      expect(server.head).toBe(2);
      expect(errors).toMatchObject([{ code: "STORE", cause: { name: "SecurityError" } }]);
    });

    test("one that never answers is given up; what it held is left for the next", async () => {
      vi.useFakeTimers();
      try {
        const opening = openOn(broken(() => new Promise<never>(() => {})));
        await vi.advanceTimersByTimeAsync(STORE_SILENCE_MAX_MS + 100);
        const { errors } = await opening;
        await vi.advanceTimersByTimeAsync(10);
        expect(errors).toMatchObject([{ code: "STORE" }]);
      } finally {
        vi.useRealTimers();
      }
    });
  });

  const scope = JSON.stringify(["http://easel.test/", null, null, "c", null, "me"]);
});
