import { beforeAll, describe, expect, test } from "vitest";
import { StudioPage, until } from "../src/studio-page.js";
import { browser, server, startWorld } from "../src/world.js";

const NOTES = ["Buy milk", "Bake bread", "Mend the fence"];

describe("on narrow screens", () => {
  startWorld();

  beforeAll(async () => {
    const agent = server.token("robot-with-a-long-name", { type: "agent" });
    for (const [at, text] of NOTES.entries()) {
      const properties = { x: at * 170, y: 0, width: 150, height: 100, text };
      await server.edit("small", at, [{ kind: "add", atom: { id: `n${at}`, type: "sticky", properties } }], agent, {
        run_id: "r",
        reason: "Collect what is to be done before the guests come",
      });
    }
  });

  /** Nothing is wider than the window. */
  async function expectToFit({ page }: StudioPage): Promise<void> {
    const { wide, over } = await page.evaluate(() => {
      const shown = [...document.querySelectorAll("body *")].filter(
        (one) => one.closest(".board, svg, .bp6-portal") === null,
      );
      const isOver = (one: Element) => {
        const { right, width } = one.getBoundingClientRect();
        return width > 1 && right > innerWidth + 1;
      };
      return { wide: innerWidth, over: shown.filter(isOver).map((one) => `${one.tagName}.${one.className}`) };
    });
    expect([wide, over]).toEqual([wide, []]);
  }

  for (const [width, colorScheme] of [
    [360, "light"],
    [400, "dark"],
    [800, "light"],
    [1280, "dark"],
  ] as const) {
    test(`canvas, history, audit and replays have room at ${width} px (${colorScheme})`, async () => {
      const options = { viewport: { width, height: 760 }, colorScheme };
      const studio = await StudioPage.onCanvas(browser, server, "ann", "small", { options });
      const { page } = studio;
      const shot = (name: string) => studio.shot(`narrow-${width}-${name}`);
      await expectToFit(studio);
      expect((await studio.board.boundingBox())!.height).toBeGreaterThan(250);
      const [tools, panel] = await Promise.all(
        [page.getByRole("toolbar", { name: "Tools" }), page.locator(".side-panel")].map((one) => one.boundingBox()),
      );
      expect(tools!.x + tools!.width <= panel!.x || tools!.y + tools!.height <= panel!.y).toBe(true);
      await shot("canvas");
      await page.getByRole("tab", { name: "History" }).click();
      await page.getByText("added a sticky note").first().waitFor();
      await expectToFit(studio);
      await shot("history");
      await page.getByRole("radio", { name: "Runs" }).click();
      await page.getByRole("button", { name: /^Undo the run/ }).waitFor();
      await expectToFit(studio);
      await shot("runs");
      await page.getByRole("tab", { name: "Audit" }).click();
      await page.getByRole("button", { name: "Run the audit" }).click();
      await page.getByText("of 100").waitFor();
      await expectToFit(studio);
      await shot("audit");
      await page.getByRole("link", { name: "Replays" }).click();
      await page.getByRole("button", { name: "Make a replay" }).waitFor();
      await expectToFit(studio);
      await page.getByRole("button", { name: "Make a replay" }).click();
      await page.getByRole("slider", { name: "Moment" }).press("End");
      await page.getByText("Revision 3").waitFor();
      await expectToFit(studio);
      await shot("replay");
      await page.goBack();
      await page.getByRole("link", { name: "All changes" }).first().waitFor();
      await expectToFit(studio);
      await shot("replays");
      await studio.close();
    });
  }

  test("one atom that lies far away does not make all others too small to see, and is told of", async () => {
    const at = (x: number) => ({ x, y: 0, width: 150, height: 100, text: "Note" });
    const add = (id: string, x: number) => ({ kind: "add", atom: { id, type: "text", properties: at(x) } }) as const;
    await server.edit("far", 0, [add("a", 0), add("b", 200), add("c", 400), add("lost", 900_000)]);
    const studio = await StudioPage.onCanvas(browser, server, "ann", "far");
    const scale = () => studio.page.evaluate(() => window.easel!.editor.viewport.get().scale);
    await until(async () => expect(await scale()).toBe(1));
    await studio.page.getByRole("button", { name: "Fit" }).click();
    await studio.page.getByText("1 thing lies far away from the rest.").waitFor();
    await studio.shot("far");
    await studio.close();
  });
});
