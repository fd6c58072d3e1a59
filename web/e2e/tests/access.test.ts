import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { inAgreement, StudioPage, until } from "../src/studio-page.js";
import { browser, server, startWorld } from "../src/world.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

describe("without a mouse, without eyes", () => {
  startWorld();

  test("all of it can be done by keyboard", async () => {
    const studio = await StudioPage.open(browser, server);
    const { page } = studio;
    await studio.signIn(server.token("kay"));
    await tabTo(studio, "New canvas");
    await studio.press("Enter");
    await page.getByLabel("Title").waitFor();
    await studio.type("By keyboard");
    await studio.press("Enter");
    await studio.live();
    const id = page.url().split("/").at(-1)!;

    await tabTo(studio, "Canvas");
    await studio.press("r");
    await studio.press("Enter"); // Draws in the middle.
    await studio.press("Enter"); // Edits its text.
    await studio.type("first");
    await studio.press("Escape");
    await studio.press("s");
    await studio.press("Enter");
    await studio.press("Enter");
    await studio.type("second");
    await studio.press("Escape");
    await studio.press("Shift+ArrowRight");
    await studio.press("Control+a");
    await studio.press("a");
    await studio.press("Enter"); // Connects the two.
    await until(async () => expect(await studio.atoms("arrow")).toHaveLength(1));
    await studio.press("Control+d");
    await studio.press("Delete");

    await tabTo(studio, "Properties");
    await studio.press("ArrowRight");
    await tabTo(studio, "Everything on the canvas");
    await studio.press("End"); // The lowest: the rectangle.
    await studio.press("Shift+ArrowRight");
    await studio.shot("outline");
    const { atoms } = await inAgreement(server, id, studio);
    const byType = Object.fromEntries(Object.values(atoms).map((atom) => [atom.type, atom]));
    expect(byType.rectangle!.properties.text).toBe("first");
    expect(byType.sticky!.properties.text).toBe("second");
    expect(byType.arrow!.properties).toMatchObject({ fromNode: byType.rectangle!.id, toNode: byType.sticky!.id });
    await studio.close();
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`axe finds nothing serious (${colorScheme})`, async () => {
      const studio = await StudioPage.open(browser, server, { colorScheme, bypassCSP: true });
      const { page } = studio;
      await page.goto(studio.url);
      await page.getByRole("textbox", { name: "Password" }).waitFor();
      expect(await violations(studio)).toEqual([]);
      await studio.shot(`sign-in-${colorScheme}`);
      await studio.signIn(server.token("ann"));
      expect(await violations(studio)).toEqual([]);
      await studio.goTo(`axe-${colorScheme}`);
      await studio.draw("Rectangle", [-200, -150], [-40, -50]);
      await studio.draw("Sticky note", [-200, 60], [-20, 200]);
      await studio.type("a note");
      await studio.press("Escape");
      await studio.draw("Arrow", [-100, -100], [200, 100]);
      expect(await violations(studio)).toEqual([]);
      await studio.shot(`canvas-${colorScheme}`);
      for (const tab of ["Outline", "History"]) {
        await page.getByRole("tab", { name: tab }).click();
        expect(await violations(studio)).toEqual([]);
      }
      await studio.shot(`history-${colorScheme}`);
      const run = { run_id: "r", label: "Tidy up" };
      const note = { id: "n", type: "sticky", properties: { x: 60, y: -150, text: "By an agent" } };
      const { rev } = await studio.facts();
      await server.edit(`axe-${colorScheme}`, rev, [{ kind: "add", atom: note }], server.token("robot"), run);
      await page.getByRole("radio", { name: "Runs" }).click();
      await page.getByRole("button", { name: /^Undo the run/ }).waitFor();
      expect(await violations(studio)).toEqual([]);
      await page.getByRole("button", { name: /^Undo the run/ }).click();
      await page.getByRole("alertdialog").getByText("Undo all that").waitFor();
      // Half faded in, anything has too little contrast.
      await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== "running"));
      expect(await violations(studio)).toEqual([]);
      await studio.shot(`runs-undo-${colorScheme}`);
      await page.getByRole("button", { name: "Keep it" }).click();
      await page.getByRole("tab", { name: "Audit" }).click();
      await page.getByRole("button", { name: "Run the audit" }).click();
      await page.getByText("of 100").waitFor();
      expect(await violations(studio)).toEqual([]);
      await studio.shot(`audit-${colorScheme}`);
      await page.getByRole("link", { name: "Replays" }).click();
      await page.getByRole("button", { name: "Make a replay" }).click();
      await page.getByRole("slider", { name: "Moment" }).waitFor();
      expect(await violations(studio)).toEqual([]);
      await page.goBack();
      await page.getByRole("link", { name: "All changes" }).waitFor();
      expect(await violations(studio)).toEqual([]);
      await studio.close();
    });
  }
});

/** Presses Tab until something of that name has the focus. */
async function tabTo(studio: StudioPage, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    const focused = await studio.page.evaluate(() => {
      const element = document.activeElement;
      return element?.getAttribute("aria-label") ?? element?.textContent ?? "";
    });
    if (focused === name) return;
    await studio.press("Tab");
  }
  throw new Error(`Tab never came to ${name}.`);
}

/** What axe finds that is serious or worse. */
async function violations(studio: StudioPage): Promise<string[]> {
  await studio.page.evaluate(AXE);
  return studio.page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
    interface Violation {
      id: string;
      impact: string;
      nodes: { html: string; failureSummary: string }[];
    }
    const found = await axe.run();
    const grave = found.violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    return grave.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
    );
  });
}
