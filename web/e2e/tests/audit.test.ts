import { describe, expect, test } from "vitest";
import { StudioPage, until } from "../src/studio-page.js";
import { browser, server, startWorld } from "../src/world.js";

const DEFECTS = [
  atom("plan", "text", { x: -300, y: -200, width: 240, height: 60, text: "The plan" }),
  atom("dim", "sticky", { x: -300, y: -60, width: 180, height: 140, text: "Who reads this?", color: "6" }),
  atom("over", "rectangle", { x: -160, y: 40, width: 180, height: 120, text: "On top" }),
  atom("lost", "arrow", { fromNode: "plan", toNode: "gone" }),
];

function atom(id: string, type: string, properties: object) {
  return { kind: "add", atom: { id, type, properties } };
}

describe("audits", () => {
  startWorld();

  test("one runs it by keyboard, the other sees it come; a finding shows its atom", async () => {
    const response = await fetch(`${server.url}/canvas/plan/commands`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${server.token("ada")}` },
      body: JSON.stringify({ base_rev: 0, ops: DEFECTS, actor_id: "ada" }),
    });
    expect(response.status).toBe(200);
    const ada = await StudioPage.onCanvas(browser, server, "ada", "plan");
    const ben = await StudioPage.onCanvas(browser, server, "ben", "plan", { role: "viewer" });
    for (const { page } of [ada, ben]) await page.getByRole("tab", { name: "Audit" }).click();
    await ben.page.getByText("Nobody has audited this canvas yet.").waitFor();
    expect(await ben.page.getByRole("button", { name: "Run the audit" }).count()).toBe(0);

    await ada.page.getByLabel("Rules").selectOption("strict");
    await ada.page.getByRole("button", { name: "Run the audit" }).focus();
    await ada.press("Enter");

    for (const { page } of [ada, ben]) {
      await page.getByRole("heading", { name: /errors/ }).waitFor();
      expect(await page.getByRole("status").filter({ hasText: "of 100" }).textContent()).toContain(
        "strict, revision 1",
      );
    }
    const finding = ada.page.getByRole("button", { name: /^Sticky note: Who reads this/ }).first();
    await finding.focus();
    await ada.press("Enter");
    await until(async () =>
      expect(await ada.page.evaluate(() => [...window.easel!.editor.selection.get()])).toEqual(["dim"]),
    );
    expect(await finding.getAttribute("aria-pressed")).toBe("true");
    // It is in the middle of the board now, wherever it was before.
    const [middle, shown] = await Promise.all([ada.board.boundingBox(), ada.at([-210, 10])]);
    expect(shown.x).toBeCloseTo(middle!.x + middle!.width / 2, 0);
    expect(shown.y).toBeCloseTo(middle!.y + middle!.height / 2, 0);
    // Other atoms are called by what is written on them, not by their ids.
    const messages = await ada.page.locator(".finding").allTextContents();
    expect(messages.join()).toContain("It lies partly over “Sticky note: Who reads this?”");
    expect(messages.join()).not.toMatch(/\bdim\b/);
    await ada.shot("audit");
    await ada.close();
    await ben.close();
  });
});
