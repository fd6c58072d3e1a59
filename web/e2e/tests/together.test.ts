import { describe, expect, test } from "vitest";
import { inAgreement, StudioPage, until } from "../src/studio-page.js";
import { browser, server, startWorld } from "../src/world.js";

describe("two people on one canvas", () => {
  startWorld();

  const both = (canvasId: string) =>
    Promise.all([
      StudioPage.onCanvas(browser, server, "alice", canvasId),
      StudioPage.onCanvas(browser, server, "bob", canvasId),
    ]);

  test("what one draws the other sees, and a drag is one commit", async () => {
    const [alice, bob] = await both("drawn");
    await alice.draw("Rectangle", [-200, -150], [-40, -50]);
    await alice.draw("Ellipse", [60, -150], [240, -40]);
    await alice.draw("Sticky note", [-200, 60], [-20, 200]);
    await alice.type("Remember\nthe milk");
    await alice.press("Escape");
    await alice.draw("Arrow", [-120, -100], [150, -100]);
    await until(async () => expect(await bob.atoms()).toHaveLength(4));
    const before = await inAgreement(server, "drawn", alice, bob);
    const [arrow] = await bob.atoms("arrow");
    const [rectangle] = await bob.atoms("rectangle");
    expect(arrow!.properties.fromNode).toBe(rectangle!.id);

    await bob.drag([-120, -100], [-20, 20]);
    const after = await inAgreement(server, "drawn", alice, bob);
    const [moved] = await alice.atoms("rectangle");
    expect(moved!.properties).toMatchObject({ x: -100, y: -30, width: 160, height: 100 });
    expect((after as { rev?: number }).rev).toBe((before as { rev?: number }).rev! + 1);
    await alice.shot("together-drawn");

    await alice.click([150, -100]);
    await alice.drag([240, -40], [300, 0]); // The handle at its corner.
    await inAgreement(server, "drawn", alice, bob);
    expect((await bob.atoms("ellipse"))[0]!.properties).toMatchObject({ x: 60, y: -150, width: 240, height: 150 });

    await alice.press("Control+a");
    await alice.press("Delete");
    await until(async () => expect(await bob.atoms()).toHaveLength(0));
    await alice.press("Control+z");
    await until(async () => expect(await bob.atoms()).toHaveLength(4));
    await alice.press("Control+Shift+z");
    await until(async () => expect(await bob.atoms()).toHaveLength(0));
    await inAgreement(server, "drawn", alice, bob);
    await Promise.all([alice.close(), bob.close()]);
  });

  test("each undoes what is their own", async () => {
    const [alice, bob] = await both("undone");
    await alice.draw("Rectangle", [-200, -100], [-50, 0]);
    await until(async () => expect(await bob.atoms()).toHaveLength(1));
    await bob.draw("Ellipse", [50, -100], [200, 0]);
    await until(async () => expect(await alice.atoms()).toHaveLength(2));
    await alice.page.getByRole("button", { name: "Undo" }).click();
    await until(async () => expect((await bob.atoms()).map(({ type }) => type)).toEqual(["ellipse"]));
    await alice.press("Control+Shift+z"); // The keys work with the focus on a button too.
    await until(async () => expect(await bob.atoms()).toHaveLength(2));
    await inAgreement(server, "undone", alice, bob);
    await Promise.all([alice.close(), bob.close()]);
  });

  test("two type into one text at the same time, and every letter is kept", async () => {
    const [alice, bob] = await both("typed");
    await alice.draw("Sticky note", [-150, -100], [150, 100]);
    await alice.type("one two");
    await until(async () => expect((await bob.atoms())[0]?.properties.text).toBe("one two"));
    await bob.doubleClick([0, 0]);
    await bob.page.locator(".atom-field").waitFor();
    await bob.press("Control+Home");
    await Promise.all([alice.type(" three four five"), bob.type("ZERO YES ")]);
    await inAgreement(server, "typed", alice, bob);
    await alice.type("!");
    await bob.type("?");
    const { atoms } = await inAgreement(server, "typed", alice, bob);
    // The carets stayed where each was typing, though the text around them moved.
    expect(Object.values(atoms)[0]!.properties.text).toBe("ZERO YES ?one two three four five!");
    await until(async () => expect(await alice.page.locator(".caret[data-person=bob]").count()).toBe(1));
    await alice.shot("together-typed");
    await Promise.all([alice.close(), bob.close()]);
  });

  test("each sees the other's name, pointer and selection", async () => {
    const [alice, bob] = await both("seen");
    await alice.draw("Rectangle", [-100, -100], [100, 100]);
    await until(async () => expect(await bob.atoms()).toHaveLength(1));
    await bob.page.getByRole("img", { name: "alice", exact: true }).waitFor();
    const start = await alice.at([-50, 50]);
    await alice.page.mouse.move(start.x, start.y);
    await until(async () => expect(await bob.page.locator(".pointer[data-person=alice]").count()).toBe(1));
    const [pointer, wanted] = [bob.page.locator(".pointer[data-person=alice]"), await bob.at([-50, 50])];
    await until(async () => {
      const box = await pointer.boundingBox();
      expect(Math.abs(box!.x - wanted.x) + Math.abs(box!.y - wanted.y)).toBeLessThan(4);
    });
    // A drag is seen while it lasts, and nothing is committed before it ends.
    const { rev } = await bob.facts();
    await alice.drag([0, 0], [200, 0], true);
    await until(async () => expect(await shownAt(bob)).toEqual([100]));
    expect((await bob.facts()).rev).toBe(rev);
    await bob.shot("together-dragging");
    await alice.page.mouse.up();
    await inAgreement(server, "seen", alice, bob);
    const agent = await StudioPage.onCanvas(browser, server, "helper", "seen", { type: "agent" });
    await bob.page.getByRole("img", { name: "helper, agent" }).waitFor();
    await agent.close();
    await bob.page.getByRole("img", { name: "helper, agent" }).waitFor({ state: "hidden" });
    await Promise.all([alice.close(), bob.close()]);
  });

  test("an edit that others made pointless is reported", async () => {
    const [alice, bob] = await both("lost");
    await alice.draw("Rectangle", [-100, -100], [100, 100]);
    await until(async () => expect(await bob.atoms()).toHaveLength(1));
    await bob.click([0, 0]);
    await bob.cut();
    await bob.press("ArrowRight");
    await alice.click([0, 0]);
    await alice.press("Delete");
    await until(async () => expect((await server.snapshot("lost")).root_atom_ids).toEqual([]));
    await bob.mend();
    await bob.page.getByText(/Your edit could not be kept: “moved something”, because someone removed/).waitFor();
    await bob.shot("edit-dropped");
    await inAgreement(server, "lost", alice, bob);
    await Promise.all([alice.close(), bob.close()]);
  });
});

/** Where another page shows the atoms that are dragged elsewhere. */
function shownAt(studio: StudioPage): Promise<number[]> {
  return studio.page.evaluate(() => [...window.easel!.others.moved.get().values()].map(({ x }) => x));
}
