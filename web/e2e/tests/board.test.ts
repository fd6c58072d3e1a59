import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { inAgreement, StudioPage, until } from "../src/studio-page.js";
import { browser, server, startWorld } from "../src/world.js";

describe("the board", () => {
  startWorld();
  let studio: StudioPage;
  let count = 0;
  let canvasId = "";

  beforeEach(async () => {
    canvasId = `board-${++count}`;
    await server.edit(canvasId, 0, [
      { kind: "add", atom: { id: "a", type: "rectangle", properties: { x: -300, y: -200, width: 100, height: 80 } } },
      { kind: "add", atom: { id: "b", type: "ellipse", properties: { x: -100, y: -200, width: 100, height: 80 } } },
      { kind: "add", atom: { id: "c", type: "sticky", properties: { x: 100, y: -200, width: 100, height: 80 } } },
    ]);
    studio = await StudioPage.onCanvas(browser, server, "alice", canvasId);
    await until(async () => expect(await studio.atoms()).toHaveLength(3));
  });

  afterEach(() => studio.close());

  const selected = () => studio.page.evaluate(() => [...window.easel!.editor.selection.get()].sort());
  const view = () => studio.page.evaluate(() => window.easel!.editor.viewport.get());

  async function place(id: string): Promise<unknown[]> {
    const { properties } = (await studio.state()).atoms[id]!;
    return [properties.x, properties.y];
  }

  test("clicks, shift-clicks and a rectangle select", async () => {
    await studio.click([-250, -160]);
    expect(await selected()).toEqual(["a"]);
    await studio.page.keyboard.down("Shift");
    await studio.click([-50, -160]);
    await studio.page.keyboard.up("Shift");
    expect(await selected()).toEqual(["a", "b"]);
    await studio.drag([-150, -250], [250, -190]);
    expect(await selected()).toEqual(["b", "c"]);
    await studio.click([0, 100]);
    expect(await selected()).toEqual([]);
    await studio.press("Control+a");
    expect(await selected()).toEqual(["a", "b", "c"]);
  });

  test("what is selected moves together, by pointer on the grid and by key", async () => {
    await studio.press("Tab");
    await studio.drag([-350, -250], [50, -50]);
    expect(await selected()).toEqual(["a", "b"]);
    await studio.drag([-250, -160], [-213, -118]);
    expect([await place("a"), await place("b"), await place("c")]).toEqual([
      [-260, -160],
      [-60, -160],
      [100, -200],
    ]);
    await studio.press("ArrowLeft");
    await studio.press("Shift+ArrowDown");
    expect(await place("a")).toEqual([-261, -150]);
    await inAgreement(server, canvasId, studio);
    const { rev } = await studio.facts();
    await studio.drag([-220, -120], [0, 0], true);
    await studio.press("Escape"); // A drag that is given up changes nothing.
    await studio.page.mouse.up();
    expect([await place("a"), (await studio.facts()).rev]).toEqual([[-261, -150], rev]);
    await inAgreement(server, canvasId, studio);
  });

  test("copies, and who is in front", async () => {
    const roots = async () => (await studio.state()).root_atom_ids;
    await studio.click([-250, -160]);
    await studio.press("}");
    expect(await roots()).toEqual(["b", "c", "a"]);
    await studio.press("[");
    expect(await roots()).toEqual(["b", "a", "c"]);
    await studio.page.getByRole("button", { name: "To the back" }).click();
    expect(await roots()).toEqual(["a", "b", "c"]);
    await studio.page.getByRole("button", { name: "Duplicate" }).click();
    const [copy] = await selected();
    expect(await place(copy!)).toEqual([-280, -180]);
    await inAgreement(server, canvasId, studio);
  });

  test("numbers, colours and ends can be set beside the canvas", async () => {
    const { page } = studio;
    await studio.click([-250, -160]);
    await page.getByLabel("Width").fill("250");
    await page.getByLabel("Width").press("Enter");
    await page.getByRole("button", { name: "Green" }).click();
    await page.getByRole("textbox", { name: "Text" }).fill("from the side");
    expect((await studio.state()).atoms.a!.properties).toMatchObject({ width: 250, color: "4", text: "from the side" });
    await studio.draw("Arrow", [-250, -160], [100, 100]);
    await page.getByRole("combobox", { name: "To" }).selectOption({ label: "Sticky note" });
    await page.getByRole("combobox", { name: "Heads" }).selectOption({ label: "At both" });
    const [arrow] = await studio.atoms("arrow");
    expect(arrow!.properties).toMatchObject({ fromNode: "a", toNode: "c", fromEnd: "arrow", toEnd: "arrow" });
    await studio.drag([150, -122], [150, 100]); // The arrow follows, and stays tied.
    expect((await studio.atoms("arrow"))[0]!.properties).toMatchObject({ toNode: "c" });
    await studio.shot("board-arrow");
    await inAgreement(server, canvasId, studio);
  });

  test("the view pans and zooms, and the canvas does not change by that", async () => {
    const before = await view();
    const middle = await studio.at([0, 0]);
    await studio.page.mouse.move(middle.x, middle.y);
    await studio.page.mouse.wheel(30, 50);
    await until(async () => expect(await view()).toEqual({ ...before, x: before.x - 30, y: before.y - 50 }));
    await studio.click([0, 150]);
    await studio.page.keyboard.down(" ");
    await studio.drag([0, 150], [30, 200]);
    await studio.page.keyboard.up(" ");
    expect(await view()).toEqual(before);
    await studio.page.keyboard.down("Control");
    await studio.page.mouse.wheel(0, -100);
    await studio.page.keyboard.up("Control");
    await until(async () => expect((await view()).scale).toBeGreaterThan(1));
    await studio.page.getByRole("button", { name: "Fit" }).click();
    expect((await view()).scale).toBe(1);
    expect((await studio.facts()).rev).toBe(1);
  });
});
