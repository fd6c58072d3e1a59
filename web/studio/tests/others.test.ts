import type { GestureMessage, Json, PresenceState } from "@easel/client";
import { expect, test } from "vitest";
import { Others, PEOPLE_MAX } from "../src/others/others.js";
import { throttled } from "../src/others/sharing.js";

function presence(subject: string, status: "online" | "idle" | "offline", selection: Json = null): PresenceState {
  const data = { actor_id: subject, actor_type: "human", subject, session_id: "s", status, selection, ts: "" } as const;
  return { type: "presence_state", canvas_id: "c", data };
}

function gesture(subject: string, kind: string, payload: Json): GestureMessage {
  const from = { subject, actor_type: "agent", session_id: "s" } as const;
  return { type: "gesture", canvas_id: "c", data: { kind, payload }, from, ts: "" };
}

test("people come, select, rest and leave with all that is theirs", () => {
  const others = new Others(() => 7);
  others.presence(presence("ann", "online", { atom_ids: ["a"] }));
  others.gesture(gesture("ann", "cursor", { x: 1, y: 2 }));
  others.gesture(gesture("ann", "drag", { atoms: [{ id: "a", x: 5, y: 6, width: 7, height: 8 }] }));
  expect([...others.people.get().values()]).toMatchObject([{ name: "ann", selection: ["a"], isIdle: false }]);
  expect([...others.pointers.get().values()]).toEqual([{ key: "ann s", x: 1, y: 2, at: 7 }]);
  expect(others.moved.get().get("a")).toEqual({ x: 5, y: 6, width: 7, height: 8 });
  others.presence(presence("ann", "idle"));
  expect([...others.people.get().values()][0]!.isIdle).toBe(true);
  others.presence(presence("ann", "offline"));
  expect([others.people.get().size, others.pointers.get().size, others.moved.get().size]).toEqual([0, 0, 0]);
});

test("without a connection nobody is known to be there", () => {
  const others = new Others();
  others.presence(presence("ann", "online", { atom_ids: ["a"] }));
  others.gesture(gesture("ann", "cursor", { x: 1, y: 2 }));
  others.clear();
  expect([others.people.get().size, others.pointers.get().size]).toEqual([0, 0]);
});

test("a gesture that overtakes the presence of who makes it is shown all the same", () => {
  const others = new Others();
  others.gesture(gesture("robot", "cursor", { x: 1, y: 2 }));
  expect([...others.people.get().values()]).toMatchObject([{ name: "robot", type: "agent" }]);
});

test("drags of several people do not end each other", () => {
  const others = new Others();
  const box = { x: 0, y: 0, width: 1, height: 1 };
  others.gesture(gesture("ann", "drag", { atoms: [{ id: "a", ...box }] }));
  others.gesture(gesture("bob", "drag", { atoms: [{ id: "b", ...box }] }));
  others.gesture(gesture("ann", "drag", { atoms: [] }));
  expect([...others.moved.get().keys()]).toEqual(["b"]);
});

test("a crowd is limited, and nonsense is ignored", () => {
  const others = new Others();
  for (let i = 0; i < PEOPLE_MAX + 10; i++) others.presence(presence(`p${i}`, "online"));
  expect(others.people.get().size).toBe(PEOPLE_MAX);
  others.gesture(gesture("p1", "cursor", "here"));
  others.gesture(gesture("p1", "caret", { atom_id: 5 }));
  others.gesture(gesture("p1", "drag", [1, 2]));
  expect([others.pointers.get().size, others.carets.get().size, others.moved.get().size]).toEqual([0, 0, 0]);
});

test("what comes too fast is thinned out, but never the last of it", async () => {
  const said: number[] = [];
  const say = throttled((value: number) => said.push(value), 5);
  for (let i = 0; i < 100; i++) say(i);
  expect(said).toEqual([0]);
  await expect.poll(() => said).toEqual([0, 99]);
});
