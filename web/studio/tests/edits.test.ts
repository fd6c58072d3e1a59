import { type Atom, Canvas, type ClientOp, fold, Misfit, readOps } from "@easel/client";
import { describe, expect, test } from "vitest";
import { duplicateOps } from "../src/edits/duplicate.js";
import { arrowProperties, inCommands, removeOps, retieOp } from "../src/edits/make.js";
import { orderOps } from "../src/edits/order.js";
import { carriedWith, movedBy, placeOps } from "../src/edits/place.js";
import { sceneOf } from "../src/geometry/scene.js";

const START = after(Canvas.empty, [
  { kind: "add", atom: { id: "group", type: "group", properties: { x: 0, y: 0, width: 500, height: 500 } } },
  { kind: "add", atom: { id: "a", type: "rectangle", properties: { x: 10, y: 10, width: 50, height: 50 } } },
  { kind: "add", atom: { id: "b", type: "text", properties: { x: 900, y: 10, text: "b" } } },
  { kind: "add", atom: { id: "c", type: "text", properties: { x: 900, y: 90 } }, parent_id: "b" },
  { kind: "add", atom: { id: "ab", type: "arrow", properties: { fromNode: "a", toNode: "b" } } },
]);

function after(canvas: Canvas, ops: readonly ClientOp[]): Canvas {
  const read = readOps(ops);
  if (read instanceof Misfit) throw new Error(read.reason);
  const next = fold(canvas, read);
  if (next instanceof Misfit) throw new Error(next.reason);
  return next;
}

function place(canvas: Canvas, id: string): unknown[] {
  const { x, y } = (canvas.find(id) as Atom).properties;
  return [x, y];
}

describe("moving", () => {
  test("takes along what lies on a group and what is inside an atom", () => {
    const scene = sceneOf(START);
    expect([...carriedWith(START, scene, ["group"]).keys()].sort()).toEqual(["a", "group"]);
    expect([...carriedWith(START, scene, ["b"]).keys()].sort()).toEqual(["b", "c"]);
    const moved = after(START, placeOps(START, movedBy(carriedWith(START, scene, ["group"]), 5, 7)));
    expect([place(moved, "group"), place(moved, "a"), place(moved, "b")]).toEqual([
      [5, 7],
      [15, 17],
      [900, 10],
    ]);
  });

  test("says only what changed", () => {
    const ops = placeOps(START, new Map([["a", { x: 10, y: 99, width: 50, height: 50 }]]));
    expect(ops).toEqual([{ kind: "update", atom_id: "a", properties: { y: 99 } }]);
  });

  test("leaves out what others removed meanwhile", () => {
    expect(placeOps(START, new Map([["gone", { x: 0, y: 0, width: 1, height: 1 }]]))).toEqual([]);
  });
});

describe("the order", () => {
  const order = (ids: string[], to: Parameters<typeof orderOps>[2]) =>
    after(START, orderOps(START, new Set(ids), to)).roots;

  test("to the front and back keeps the order among those that are moved", () => {
    expect(order(["group", "a"], "front")).toEqual(["b", "ab", "group", "a"]);
    expect(order(["b", "ab"], "back")).toEqual(["b", "ab", "group", "a"]);
  });

  test("a step passes one other", () => {
    expect(order(["group", "a"], "forward")).toEqual(["b", "group", "a", "ab"]);
    expect(order(["b"], "backward")).toEqual(["group", "b", "a", "ab"]);
  });

  test("what is there already needs no op", () => expect(orderOps(START, new Set(["ab"]), "front")).toEqual([]));
});

describe("removing and copying", () => {
  test("arrows that would lead nowhere go too, and what is inside is not named", () => {
    const ops = removeOps(START, sceneOf(START), new Set(["b", "c"]));
    expect(ops.map((op) => op.kind === "remove" && op.atom_id)).toEqual(["ab", "b"]);
    expect([...after(START, ops).atoms.keys()].sort()).toEqual(["a", "group"]);
  });

  test("copies of arrows lead to copies", () => {
    let count = 0;
    const { ops, ids } = duplicateOps(START, new Set(["a", "b", "ab"]), () => `copy${++count}`);
    const copied = after(START, ops);
    expect(ids).toEqual(["copy1", "copy2", "copy4"]);
    expect(copied.find("copy4")!.properties).toMatchObject({ fromNode: "copy1", toNode: "copy2" });
    expect(copied.find("copy3")!.parent_id).toBe("copy2");
    expect(place(copied, "copy1")).toEqual([30, 30]);
  });

  test("many ops are several commands", () => {
    const ops = Array.from({ length: 600 }, (): ClientOp => ({ kind: "set_meta", key: "k", value: 1 }));
    expect(inCommands(ops).map(({ length }) => length)).toEqual([256, 256, 88]);
  });
});

describe("arrows", () => {
  test("free ends are places, tied ends are atoms", () => {
    expect(arrowProperties({ x: 10, y: 10 }, { x: 4, y: 30 })).toEqual({ x: 10, y: 10, width: -6, height: 20 });
    expect(arrowProperties({ atomId: "a" }, { x: 4, y: 30 })).toEqual({
      fromNode: "a",
      x: 4,
      y: 30,
      width: 0,
      height: 0,
    });
  });

  test("an end is tied elsewhere or freed", () => {
    const tied = after(START, [retieOp("ab", "to", { atomId: "group" }, { atomId: "a" })]).find("ab")!.properties;
    expect(tied).toMatchObject({ fromNode: "a", toNode: "group" });
    const free = after(START, [retieOp("ab", "to", { x: 7, y: 8 }, { atomId: "a" })]).find("ab")!.properties;
    expect(free).toEqual({ fromNode: "a", x: 7, y: 8, width: 0, height: 0 });
  });
});
