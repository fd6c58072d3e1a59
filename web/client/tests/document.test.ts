import { describe, expect, test } from "vitest";
import { Canvas } from "../src/canvas.js";
import { OptimisticCanvas } from "../src/document.js";
import { MERGE_OPS_MAX } from "../src/pending-edit.js";
import type { CommandAnswer } from "../src/wire/commands.js";
import type { ClientOp } from "../src/wire/ops.js";
import type { CommitLine } from "../src/wire/stream.js";
import { DummyServer, plain } from "./dummy-server.js";

const hello: ClientOp = { kind: "add", atom: { id: "t", type: "text", properties: { text: "hello" } } };

function type(at: number, text: string): ClientOp {
  return { kind: "insert_text", atom_id: "t", property: "text", at, text };
}

function textOf(canvas: Canvas): unknown {
  return canvas.find("t")?.properties.text;
}

function opened(server: DummyServer): OptimisticCanvas {
  return new OptimisticCanvas(server.state, server.head, server.epoch, { actor_id: "me" });
}

function last(server: DummyServer): CommitLine {
  return plain(server.lines.at(-1)!);
}

describe("the optimistic canvas", () => {
  test("shows an edit at once, and keeps the same view when it is confirmed", () => {
    const server = new DummyServer();
    const canvas = opened(server);
    expect(canvas.edit([hello], "k1")).toEqual({ accepted: true, key: "k1" });
    const view = canvas.view;
    expect(textOf(view)).toBe("hello");
    server.command(canvas.take()!);
    expect(canvas.commit(last(server))).toEqual({ kind: "taken", isMine: true, dropped: [] });
    expect(canvas.view).toBe(view);
    expect(canvas.confirmed).toBe(view);
    expect(canvas.commit(last(server))).toEqual({ kind: "known" });
  });

  test("refuses what does not fit, with the op and the reason, and is as before", () => {
    const canvas = opened(new DummyServer());
    const view = canvas.view;
    const misfit = canvas.edit([hello, { kind: "remove", atom_id: "none" }], "k1");
    expect(misfit).toEqual({ accepted: false, op_index: 1, reason: "atom none does not exist" });
    expect(canvas.edit([], "k2")).toMatchObject({ accepted: false });
    expect(canvas.edit([{ ...hello, atom: { id: "a b", type: "text" } } as ClientOp], "k3")).toMatchObject({
      op_index: 0,
    });
    expect(canvas.edit([{ kind: "set_meta", key: "x", value: "\ud800" }], "k4")).toMatchObject({ accepted: false });
    expect(canvas.edit([{ kind: "set_meta", key: "x", value: Number.NaN }], "k5")).toMatchObject({ accepted: false });
    expect(canvas.view).toBe(view);
    expect(canvas.pending).toEqual([]);
  });

  test("does not mind what becomes of the objects that an edit was made of", () => {
    const canvas = opened(new DummyServer());
    const properties = { text: "hello", list: [1] };
    canvas.edit([{ kind: "add", atom: { id: "t", type: "text", properties } }], "k1");
    properties.text = "other";
    properties.list.push(2);
    expect(canvas.view.find("t")?.properties).toEqual({ text: "hello", list: [1] });
  });

  test("RB7 carries its edits over what others commit", () => {
    const server = new DummyServer();
    server.commit([hello]);
    const canvas = opened(server);
    canvas.edit([type(0, "AB")], "k1");
    canvas.edit([type(2, "C")], "k2");
    server.commit([type(1, "x")]);
    expect(canvas.commit(last(server))).toEqual({ kind: "taken", isMine: false, dropped: [] });
    expect(textOf(canvas.view)).toBe("ABChxello");
  });

  test("says what was dropped, by the place of the op in the edit", () => {
    const server = new DummyServer();
    server.commit([hello]);
    const canvas = opened(server);
    canvas.edit([{ kind: "set_meta", key: "title", value: "T" }, type(5, "!")], "k1");
    canvas.edit([type(0, "?")], "k2");
    server.commit([{ kind: "remove", atom_id: "t" }]);
    expect(canvas.commit(last(server))).toMatchObject({
      dropped: [
        { key: "k1", ops: [{ op_index: 1, op: type(5, "!"), reason: "ATOM_REMOVED" }], isGone: false },
        { key: "k2", ops: [{ op_index: 0, reason: "ATOM_REMOVED" }], isGone: true },
      ],
    });
    expect(canvas.pending.map((edit) => edit.key)).toEqual(["k1"]);
  });

  test("says so when an edit came true by itself", () => {
    const server = new DummyServer();
    server.commit([hello]);
    const canvas = opened(server);
    canvas.edit([{ kind: "remove", atom_id: "t" }], "k1");
    server.commit([{ kind: "remove", atom_id: "t" }]);
    expect(canvas.commit(last(server))).toMatchObject({ dropped: [{ key: "k1", ops: [], isGone: true }] });
  });

  test("CM3 sends the same body again until an answer says that it was not applied", () => {
    const server = new DummyServer();
    server.commit([hello]);
    const canvas = opened(server);
    canvas.edit([type(5, "!")], "k1");
    const sent = plain(canvas.take());
    server.commit([type(0, "x")]);
    canvas.commit(last(server));
    expect(plain(canvas.take())).toEqual(sent);
    canvas.release("k1");
    expect(canvas.take()).toMatchObject({ base_rev: 2, ops: [type(6, "!")], correlation_id: "k1" });
  });

  test("does not ask again before it knows the head that it was refused at", () => {
    const server = new DummyServer();
    server.commit([hello]);
    const canvas = opened(server);
    canvas.edit([type(5, "!")], "k1");
    canvas.take();
    server.commit([type(0, "x")]);
    canvas.release("k1", 2);
    expect(canvas.take()).toBeUndefined();
    canvas.commit(last(server));
    expect(canvas.take()).toMatchObject({ base_rev: 2 });
  });

  test("merges typing of one tag while it is unsent, and text that goes on becomes one op", () => {
    const server = new DummyServer();
    server.commit([hello]);
    const canvas = opened(server);
    for (const [at, letter] of [..." you"].entries()) canvas.edit([type(5 + at, letter)], `k${at}`, { merge: "m" });
    expect(canvas.pending).toHaveLength(1);
    expect(canvas.take()).toMatchObject({ correlation_id: "k0", ops: [type(5, " you")] });
    expect(canvas.edit([type(9, "!")], "k9", { merge: "m" })).toEqual({ accepted: true, key: "k9" });
    canvas.release("k0");
    canvas.edit([type(0, "?")], "k10", { merge: "m" });
    expect(canvas.pending.map((edit) => edit.key)).toEqual(["k0", "k9"]);
  });

  test("never merges into an edit that may be committed already", () => {
    const server = new DummyServer();
    server.commit([hello]);
    const canvas = opened(server);
    canvas.edit([type(0, "a")], "k1", { merge: "m" });
    canvas.take();
    canvas.release("k1");
    canvas.edit([type(1, "b")], "k2", { merge: "m" });
    expect(canvas.pending.map((edit) => edit.key)).toEqual(["k1", "k2"]);
  });

  test(`merges at most ${MERGE_OPS_MAX} ops`, () => {
    const canvas = opened(new DummyServer());
    for (let n = 0; n <= MERGE_OPS_MAX; n++)
      canvas.edit([{ kind: "set_meta", key: "x", value: n }], `k${n}`, { merge: "m" });
    expect(canvas.pending.map((edit) => edit.ops.length)).toEqual([MERGE_OPS_MAX, 1]);
  });

  test("an edit that is refused takes along what needs it, and the rest stands as if it had never been", () => {
    const server = new DummyServer();
    server.commit([hello]);
    const canvas = opened(server);
    canvas.edit([{ kind: "add", atom: { id: "n", type: "text" } }, type(0, "XY")], "k1");
    canvas.edit([{ kind: "update", atom_id: "n", properties: { x: 1 } }], "k2");
    canvas.edit([type(7, "!")], "k3");
    expect(canvas.discard("k1")).toMatchObject([{ key: "k2", isGone: true, ops: [{ reason: "ATOM_REMOVED" }] }]);
    expect(textOf(canvas.view)).toBe("hello!");
    expect(canvas.take()).toMatchObject({ ops: [type(5, "!")], correlation_id: "k3" });
  });

  test("takes the server's word where its commit reads otherwise", () => {
    const server = new DummyServer();
    server.commit([hello]);
    const canvas = opened(server);
    canvas.edit([type(5, "!")], "k1");
    canvas.edit([type(6, "?")], "k2");
    canvas.take();
    server.commit([type(0, "--")], "me", { correlation_id: "k1" });
    expect(canvas.commit(last(server))).toMatchObject({ isMine: true });
    expect(textOf(canvas.confirmed)).toBe("--hello");
    expect(textOf(canvas.view)).toBe("--hello?");
  });

  test("someone else's commit with the same key is not taken for its own", () => {
    const server = new DummyServer();
    const canvas = opened(server);
    canvas.edit([hello], "k1");
    canvas.take();
    server.commit([{ kind: "set_meta", key: "x", value: 1 }], "other", { correlation_id: "k1" });
    expect(canvas.commit(last(server))).toMatchObject({ isMine: false });
    expect(canvas.pending).toHaveLength(1);
  });

  test("an answer about a commit that it has already settles the edit", () => {
    const server = new DummyServer();
    const canvas = opened(server);
    canvas.edit([hello], "k1");
    const { rev } = server.command(canvas.take()!).body as CommandAnswer;
    expect(canvas.committed("k1", rev)).toEqual([]);
    expect(canvas.take()).toBeUndefined();
    canvas.commit(last(server));
    expect(canvas.pending).toEqual([]);
    expect(canvas.committed("k1", rev)).toEqual([]);
  });

  test("notices a gap, a commit that does not fold, and one of a newer protocol", () => {
    const server = new DummyServer();
    const canvas = opened(server);
    server.commit([hello]);
    server.commit([type(0, "x")]);
    expect(canvas.commit(last(server))).toMatchObject({ kind: "lost" });
    expect(canvas.commit({ ...last(server), rev: 1 })).toMatchObject({ kind: "lost" });
    const newer = { ...last(server), rev: 1, ops: [{ kind: "sing" }] } as unknown as CommitLine;
    expect(canvas.commit(newer)).toEqual({ kind: "lost", reason: "unknown kind" });
    expect(canvas.rev).toBe(0);
  });

  test("RB6 a reset keeps what still makes sense, and says what does not", () => {
    const server = new DummyServer();
    server.commit([hello]);
    const canvas = opened(server);
    canvas.edit([type(0, "x")], "k1");
    canvas.edit([{ kind: "set_meta", key: "title", value: "T" }], "k2");
    canvas.take();
    expect(canvas.reset(Canvas.empty, 0, "e2")).toMatchObject([{ key: "k1", isGone: true }]);
    expect(canvas.view.meta).toEqual({ title: "T" });
    expect(canvas.take()).toMatchObject({ base_rev: 0, correlation_id: "k2" });
  });

  test("a reset to a state that holds the edit already does not drop it with a report", () => {
    const server = new DummyServer();
    const canvas = opened(server);
    canvas.edit([hello], "k1");
    canvas.edit([type(5, "!")], "k2");
    server.command(canvas.take()!);
    expect(canvas.reset(server.state, 1, server.epoch, "k1")).toEqual([]);
    expect(textOf(canvas.view)).toBe("hello!");
    // The control: without knowing that it is settled, both are lost.
    const other = new OptimisticCanvas(Canvas.empty, 0, server.epoch);
    other.edit([hello], "k1");
    expect(other.reset(server.state, 1, server.epoch)).toMatchObject([{ key: "k1", isGone: true }]);
  });

  test("goes on where a program ended; without that base, with what can be kept", () => {
    const server = new DummyServer();
    server.commit([hello]);
    const canvas = opened(server);
    canvas.edit([type(5, "!")], "k1");
    const sent = plain(canvas.take());
    canvas.edit([type(6, "?")], "k2");
    const kept = plain(canvas.save());
    const { opened: again, dropped } = OptimisticCanvas.reopen(server.state, 1, "e1", kept);
    expect([dropped, textOf(again.view), plain(again.take())]).toEqual([[], "hello!?", sent]);
    const lost = OptimisticCanvas.reopen(server.state, 1, "e2", kept);
    expect(lost.dropped).toMatchObject([{ key: "k1" }, { key: "k2" }]);
    expect(lost.opened.rev).toBe(1);
    expect(textOf(lost.opened.view)).toBe("hello");
  });

  test("names like those of every object are names like any other", () => {
    const server = new DummyServer();
    const canvas = opened(server);
    const properties = JSON.parse('{"__proto__":"a","constructor":"b"}');
    canvas.edit([{ kind: "add", atom: { id: "__proto__", type: "t", properties } }], "k1");
    canvas.edit([{ kind: "insert_text", atom_id: "__proto__", property: "__proto__", at: 1, text: "x" }], "k2");
    expect(canvas.edit([type(0, "x")], "k3")).toMatchObject({ accepted: false });
    const misfit = { kind: "insert_text", atom_id: "__proto__", property: "toString", at: 0, text: "x" } as const;
    expect(canvas.edit([misfit], "k4")).toMatchObject({ accepted: false });
    canvas.edit([{ kind: "update", atom_id: "__proto__", unset: ["constructor"] }], "k5");
    expect(JSON.stringify(canvas.view.find("__proto__")?.properties)).toBe('{"__proto__":"ax"}');
    expect(Object.keys(canvas.view.toJSON().atoms)).toEqual(["__proto__"]);
    expect(Canvas.of(canvas.view.toJSON()).find("__proto__")?.type).toBe("t");
  });
});
