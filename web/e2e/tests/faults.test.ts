import { describe, expect, test } from "vitest";
import { inAgreement, StudioPage, until } from "../src/studio-page.js";
import { browser, server, startWorld } from "../src/world.js";

describe("when things break", () => {
  startWorld();

  test("one goes on without a network, and nothing of either is lost", async () => {
    const alice = await StudioPage.onCanvas(browser, server, "alice", "cut");
    const bob = await StudioPage.onCanvas(browser, server, "bob", "cut");
    await alice.draw("Sticky note", [-150, -100], [50, 50]);
    await alice.type("shared");
    await alice.press("Escape");
    await until(async () => expect((await bob.atoms())[0]?.properties.text).toBe("shared"));

    await bob.cut();
    await bob.draw("Ellipse", [100, -100], [220, -20]);
    await bob.doubleClick([-50, -20]);
    await bob.press("Control+Home");
    await bob.type("bob's ");
    await bob.press("Escape");
    await bob.drag([160, -60], [160, 100]);
    await bob.page.getByText(/Offline · \d+ edits wait/).waitFor();
    const alicesMark = bob.page.getByRole("img", { name: "alice", exact: true });
    await alicesMark.waitFor({ state: "hidden" });
    await bob.shot("offline");
    await alice.draw("Rectangle", [-150, 100], [50, 180]);
    await alice.doubleClick([-50, -20]);
    await alice.press("Control+End");
    await alice.type(" by alice");
    await alice.press("Escape");
    expect(await bob.atoms()).toHaveLength(2);
    expect(await alice.atoms()).toHaveLength(2);

    await bob.mend();
    const { atoms } = await inAgreement(server, "cut", alice, bob);
    expect(
      Object.values(atoms)
        .map(({ type }) => type)
        .sort(),
    ).toEqual(["ellipse", "rectangle", "sticky"]);
    expect(Object.values(atoms).find(({ type }) => type === "sticky")!.properties.text).toBe("bob's shared by alice");
    await alicesMark.waitFor();
    await bob.shot("back-online");
    await Promise.all([alice.close(), bob.close()]);
  });

  test("edits made without a network survive a reload", async () => {
    const alice = await StudioPage.onCanvas(browser, server, "alice", "kept");
    await alice.draw("Rectangle", [-100, -100], [0, 0]);
    await inAgreement(server, "kept", alice);
    await server.kill();
    await alice.draw("Ellipse", [50, -100], [150, 0]);
    await alice.page.getByText("Offline · 1 edit waits").waitFor();
    const reload = server.run();
    await reload;
    await alice.page.reload();
    await alice.live();
    const { atoms } = await inAgreement(server, "kept", alice);
    expect(Object.keys(atoms)).toHaveLength(2);
    await alice.close();
  });

  test("the server is killed and comes back under both pages", async () => {
    const alice = await StudioPage.onCanvas(browser, server, "alice", "killed");
    const bob = await StudioPage.onCanvas(browser, server, "bob", "killed");
    await alice.draw("Rectangle", [-200, -100], [-100, 0]);
    await until(async () => expect(await bob.atoms()).toHaveLength(1));
    await server.kill();
    await alice.page.locator(".connection-state.is-offline").waitFor();
    await bob.page.locator(".connection-state.is-offline").waitFor();
    await alice.draw("Ellipse", [50, -100], [150, 0]);
    await bob.draw("Sticky note", [50, 50], [200, 200]);
    await bob.type("while it was away");
    await bob.press("Escape");
    await server.run();
    const { atoms } = await inAgreement(server, "killed", alice, bob);
    expect(
      Object.values(atoms)
        .map(({ type }) => type)
        .sort(),
    ).toEqual(["ellipse", "rectangle", "sticky"]);
    await Promise.all([alice.close(), bob.close()]);
  });
});
