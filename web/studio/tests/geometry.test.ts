import { type Atom, Canvas, type Properties } from "@easel/client";
import { describe, expect, test } from "vitest";
import { arrowPath, distanceTo } from "../src/geometry/arrow.js";
import { around, boxOf, sideTowards, together } from "../src/geometry/box.js";
import { resized } from "../src/geometry/resize.js";
import { atomAt, atomsIn, sceneOf, tieAt } from "../src/geometry/scene.js";
import { snapped } from "../src/geometry/snap.js";
import { fits, fitting, revealing, toCanvas, toScreen, zoomed } from "../src/geometry/viewport.js";

const box = { x: 0, y: 0, width: 100, height: 50 };

function atom(id: string, type: string, properties: Properties): Atom {
  return { id, type, parent_id: null, properties, children: [] };
}

function canvasOf(...atoms: Atom[]): Canvas {
  const all = Object.fromEntries(atoms.map((one) => [one.id, one]));
  return Canvas.of({ atoms: all, root_atom_ids: atoms.map(({ id }) => id), meta: {} });
}

describe("boxes", () => {
  test("odd properties give the defaults of the server's pictures", () => {
    expect(boxOf(atom("a", "text", { x: "left", width: -5, height: null }))).toEqual({
      x: 0,
      y: 0,
      width: 0,
      height: 60,
    });
    expect(boxOf(atom("a", "text", { x: 1e300 })).x).toBe(10_000_000);
  });

  test.each([
    [{ x: 500, y: 25 }, "right"],
    [{ x: -500, y: 25 }, "left"],
    [{ x: 50, y: 500 }, "bottom"],
    [{ x: 50, y: -500 }, "top"],
  ])("the side towards %j is %s", (point, side) => expect(sideTowards(box, point)).toBe(side));

  test("dragging a corner keeps the opposite one, and never turns the box over", () => {
    expect(resized(box, "se", { x: 153, y: 78 }, true)).toEqual({ x: 0, y: 0, width: 150, height: 80 });
    expect(resized(box, "nw", { x: 500, y: 500 }, false)).toEqual({ x: 80, y: 30, width: 20, height: 20 });
    expect(resized(box, "e", { x: 120, y: 999 }, false)).toEqual({ ...box, width: 120 });
  });

  test("places snap to the grid, or to whole numbers", () => {
    expect([snapped(14, true), snapped(15, true), snapped(14.4, false)]).toEqual([10, 20, 14]);
  });
});

describe("the view", () => {
  const view = { x: 30, y: -20, scale: 2 };

  test("screen and canvas are each other's inverse", () => {
    expect(toScreen(view, toCanvas(view, { x: 7, y: 9 }))).toEqual({ x: 7, y: 9 });
  });

  test("zooming keeps what is under the pointer, within limits", () => {
    const [at, before] = [{ x: 100, y: 100 }, toCanvas(view, { x: 100, y: 100 })];
    const after = zoomed(view, 1.5, at);
    expect(toCanvas(after, at).x).toBeCloseTo(before.x);
    expect(zoomed(view, 1_000, at).scale).toBe(4);
    expect(zoomed(view, 0, at).scale).toBe(0.05);
  });

  test("all of a box is shown in the middle", () => {
    const size = { width: 1_000, height: 500 };
    const fit = fitting({ x: -1_000, y: 0, width: 4_000, height: 1_000 }, size);
    expect(toScreen(fit, { x: 1_000, y: 500 })).toEqual({ x: 500, y: 250 });
    expect(toScreen(fit, { x: -1_000, y: 0 }).x).toBeGreaterThanOrEqual(0);
    expect(fitting(box, size).scale).toBe(1);
  });

  test("what is visible already does not move the view", () => {
    const [life, size] = [
      { x: 0, y: 0, scale: 1 },
      { width: 800, height: 600 },
    ];
    expect(revealing(life, { x: 100, y: 100, width: 50, height: 50 }, size)).toBe(life);
    expect(revealing(life, { x: 900, y: 100, width: 50, height: 50 }, size).x).toBe(-174);
  });
});

describe("what is where", () => {
  const scene = sceneOf(
    canvasOf(
      atom("group", "group", { x: -50, y: -50, width: 400, height: 300 }),
      atom("low", "rectangle", { ...box }),
      atom("high", "ellipse", { x: 60, y: 20, width: 100, height: 50 }),
      atom("arrow", "arrow", { fromNode: "low", toNode: "high" }),
      atom("free", "arrow", { x: 300, y: 300, width: -60, height: -80 }),
    ),
  );

  test("the topmost atom is hit; a group only by its border", () => {
    expect(atomAt(scene, { x: 80, y: 40 }, 2)?.id).toBe("high");
    expect(atomAt(scene, { x: 10, y: 40 }, 2)?.id).toBe("low");
    expect(atomAt(scene, { x: 300, y: 100 }, 2)?.id).toBeUndefined();
    expect(atomAt(scene, { x: -48, y: 100 }, 2)?.id).toBe("group");
    expect(tieAt(scene, { x: 300, y: 100 })?.id).toBe("group");
  });

  test("a free arrow may lead left and up", () => {
    const { tips } = arrowPath(scene.arrows[1]!, () => undefined);
    expect(tips).toEqual([
      { x: 300, y: 300 },
      { x: 240, y: 220 },
    ]);
    expect(
      distanceTo(
        arrowPath(scene.arrows[1]!, () => undefined),
        { x: 300, y: 300 },
      ),
    ).toBe(0);
  });

  test("a rectangle takes what it touches, and groups that it holds", () => {
    expect(atomsIn(scene, { x: 90, y: 10, width: 20, height: 20 })).toEqual(["low", "high"]);
    expect(atomsIn(scene, { x: -60, y: -60, width: 500, height: 500 })).toHaveLength(5);
  });
});

describe("showing all", () => {
  const at = (x: number, y = 0) => ({ ...box, x, y });
  const size = { width: 1_000, height: 800 };

  test("what lies far away from the rest is left out, whichever side it is on", () => {
    const near = [at(0), at(200), at(400), at(0, 300)];
    for (const far of [at(900_000), at(-900_000), at(0, 5e6)]) expect(together([...near, far], 1_000)).toEqual(near);
    expect(together(near, 1_000)).toEqual(near);
  });

  test("a wide canvas is one: nothing of it is far away", () => {
    const wide = Array.from({ length: 200 }, (_, i) => at(i * 500));
    expect(together(wide, 1_000)).toEqual(wide);
    expect(together([], 1_000)).toEqual([]);
    expect(together([at(7)], 1_000)).toEqual([at(7)]);
  });

  test("what can be seen at once is", () => {
    expect(fits(around([at(0), at(5_000)]), size)).toBe(true);
    expect(fits(around([at(0), at(500_000)]), size)).toBe(false);
    expect(fits(undefined, size)).toBe(true);
  });
});
