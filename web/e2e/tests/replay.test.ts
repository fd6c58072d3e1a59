import type { ClientOp } from "@easel/client";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { StudioPage, until } from "../src/studio-page.js";
import { browser, server, startWorld } from "../src/world.js";

const CANVAS = "story";
const NOTES = ["Buy milk", "Bake bread", "Mend the fence", "Call Ann"];

describe("a replay in the studio", () => {
  startWorld();
  let studio: StudioPage;

  beforeAll(async () => {
    let rev = 0;
    const edit = async (user: string, ops: ClientOp[]) => server.edit(CANVAS, rev++, ops, server.token(user));
    for (const [at, text] of NOTES.entries()) {
      const [id, user] = [`note-${at}`, at % 2 === 0 ? "alice" : "bob"];
      const properties = { x: at * 180 - 360, y: -80, width: 150, height: 100, text: "", color: `${at + 1}` };
      await edit(user, [{ kind: "add", atom: { id, type: "sticky", properties } }]);
      for (const [place, letter] of [...text].entries())
        await edit(user, [{ kind: "insert_text", atom_id: id, property: "text", at: place, text: letter }]);
    }
    const properties = { fromNode: "note-0", toNode: "note-1", label: "then" };
    await edit("alice", [{ kind: "add", atom: { id: "arrow", type: "arrow", properties } }]);
    await edit("bob", [{ kind: "update", atom_id: "note-3", properties: { y: 80 } }]);
  });

  beforeEach(async () => {
    studio = await StudioPage.onCanvas(browser, server, "alice", CANVAS);
    await studio.page.getByRole("link", { name: "Replays" }).click();
    await studio.page.getByRole("button", { name: "Make a replay" }).waitFor();
  });

  afterEach(() => studio.close());

  async function make(detail: "Key moments" | "Every step"): Promise<void> {
    await studio.page.getByLabel("Detail").selectOption(detail);
    await studio.page.getByRole("button", { name: "Make a replay" }).click();
    await studio.page.getByRole("button", { name: "Play" }).waitFor();
  }

  const texts = () =>
    studio.page.evaluate(() => [...window.easelReplay!.view.atoms].map(([, { properties }]) => properties.text));
  const shownHash = () => studio.page.locator("[data-state-hash]").getAttribute("data-state-hash");

  test("it is made, listed, played to the end, and ends in the canvas as the server has it", async () => {
    await make("Every step");
    expect(await texts()).toEqual([]);
    await studio.page.getByLabel("Speed").selectOption("100");
    await studio.page.getByRole("button", { name: "Play" }).click();
    await until(async () => expect(await texts()).toContain("Buy milk"));
    await studio.page.getByText("Ended as it was").waitFor();
    const { state_hash, head_rev } = await server.snapshot(CANVAS);
    expect(await shownHash()).toBe(state_hash);
    await studio.page.getByText(`Revision ${head_rev}`).waitFor();
    expect((await texts()).filter(Boolean).sort()).toEqual([...NOTES].sort());
    await studio.shot("replay-end");
    await studio.page.goBack();
    await studio.page.getByRole("link", { name: "All changes" }).waitFor();
    await studio.page.getByText(`Revisions 0 to ${head_rev}`).waitFor();
    await studio.shot("replay-list");
  });

  test("the time can be moved by keys and by steps, back and forth", async () => {
    await make("Every step");
    const { page } = studio;
    const slider = page.getByRole("slider", { name: "Moment" });
    await slider.focus();
    await page.keyboard.press("End");
    await until(async () => expect((await texts()).filter(Boolean)).toHaveLength(NOTES.length));
    await page.keyboard.press("Home");
    await until(async () => expect((await texts()).length).toBeLessThan(NOTES.length));
    await page.getByRole("button", { name: "Next step" }).click();
    const rev = () => page.evaluate(() => window.easelReplay!.rev.get());
    const before = await rev();
    await page.getByRole("button", { name: "Next step" }).click();
    await until(async () => expect(await rev()).toBe(before + 1));
    await page.getByRole("button", { name: "Previous step" }).click();
    await until(async () => expect(await rev()).toBe(before));
    expect(await slider.getAttribute("aria-valuetext")).toContain(`revision ${before}`);
    await studio.shot("replay-step");
  });

  test("who may not edit plays what is there, and makes none", async () => {
    await make("Key moments");
    const path = new URL(studio.page.url()).hash;
    const viewer = await StudioPage.onCanvas(browser, server, "vera", CANVAS, { role: "viewer" });
    await viewer.page.goto(`${viewer.url}/${path}`);
    await viewer.page.getByRole("button", { name: "Play" }).waitFor();
    await viewer.page.goto(`${viewer.url}/${path.slice(0, path.lastIndexOf("/"))}`);
    await viewer.page.getByRole("link", { name: "All changes" }).first().waitFor();
    expect(await viewer.page.getByRole("button", { name: "Make a replay" }).count()).toBe(0);
    await viewer.close();
  });
});
