import type { ClientOp } from "@easel/client";
import { describe, expect, test } from "vitest";
import { StudioPage, until } from "../src/studio-page.js";
import { browser, server, startWorld } from "../src/world.js";

function note(id: string, x: number, text: string): ClientOp {
  return { kind: "add", atom: { id, type: "sticky", properties: { x, y: -60, width: 140, height: 120, text } } };
}

describe("AR6 runs in the history", () => {
  startWorld();

  /** A run of an agent of three changes, with one of Ann's among them. */
  async function work(canvasId: string): Promise<void> {
    const agent = server.token("robot", { type: "agent" });
    const intent = { run_id: "run-1", label: "Tidy up" };
    await server.edit(canvasId, 0, [note("a", -260, "By the agent")], agent, intent);
    await server.edit(canvasId, 1, [note("b", -80, "By Ann")], server.token("ann"));
    await server.edit(canvasId, 2, [note("c", 100, "By the agent too")], agent, intent);
    await server.edit(canvasId, 3, [{ kind: "update", atom_id: "c", properties: { color: "4" } }], agent, intent);
  }

  async function openRuns(studio: StudioPage): Promise<void> {
    await studio.page.getByRole("tab", { name: "History" }).click();
    await studio.page.getByRole("radio", { name: "Runs" }).click();
  }

  async function asOwner(method: "POST" | "PUT", path: string, body: object): Promise<void> {
    const token = server.token("olga", { role: "owner" });
    const headers = { "Content-Type": "application/json", Authorization: `Bearer ${token}` };
    const response = await fetch(server.url + path, { method, headers, body: JSON.stringify(body) });
    expect(response.status).toBe(200);
  }

  const erase = (canvasId: string, upToRev: number) =>
    asOwner("POST", `/canvas/${canvasId}/erase`, { up_to_rev: upToRev, reason: "asked for" });

  const ids = async (studio: StudioPage) => (await studio.atoms()).map(({ id }) => id).sort();

  test("a person sees a run, plays it, and undoes all of it by keyboard; others' work stays", async () => {
    await work("tidy");
    const ann = await StudioPage.onCanvas(browser, server, "ann", "tidy");
    const { page } = ann;
    await openRuns(ann);
    const run = page.getByRole("listitem", { name: /robot/ });
    await run.getByText("3 changes, revisions 1 to 4").waitFor();
    await run.getByText("agent", { exact: true }).waitFor();
    await ann.shot("runs");

    await run.getByRole("button", { name: "Undo the run of robot" }).focus();
    await ann.press("Enter");
    const dialog = page.getByRole("alertdialog");
    await dialog.getByText("Undo all that robot did?").waitFor();
    await ann.shot("runs-undo");
    await ann.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    expect(await ids(ann)).toEqual(["a", "b", "c"]);

    await run.getByRole("button", { name: "Undo the run of robot" }).click();
    await dialog.getByRole("button", { name: "Undo the run" }).click();
    await until(async () => expect(await ids(ann)).toEqual(["b"]));
    await page.getByText("The run was undone.").waitFor();
    await run.getByText("Undone in revision 5.").waitFor();
    expect(await run.getByRole("button", { name: /^Undo/ }).count()).toBe(0);
    expect(Object.keys((await server.snapshot("tidy")).atoms)).toEqual(["b"]);

    await ann.shot("runs-undone");

    await run.getByRole("button", { name: "Bring back the run of robot" }).click();
    await until(async () => expect(await ids(ann)).toEqual(["a", "b", "c"]));
    await run.getByRole("button", { name: "Undo the run of robot" }).waitFor();

    await run.getByRole("button", { name: "Play the run of robot" }).click();
    await page.getByRole("heading", { name: "A run, revisions 0 to 4" }).waitFor();
    await ann.shot("runs-replay");
    await page.getByRole("slider", { name: "Moment" }).press("End");
    await page.getByText("Revision 4").waitFor();
    await page.goBack();
    await page.goto(`${ann.url}/#/canvas/tidy/replays`);
    await page.getByRole("link", { name: "The run of robot" }).waitFor();
    await ann.close();
  });

  test("a run that somebody else undoes, and does again, is said to be; older runs are a page away", async () => {
    const agent = server.token("robot", { type: "agent" });
    await server.edit("many", 0, [note("first", 0, "First")], agent, { run_id: "run-0" });
    for (let run = 1; run <= 101; run++) {
      const op: ClientOp = { kind: "update", atom_id: "first", properties: { text: `Run ${run}` } };
      await server.edit("many", run, [op], agent, { run_id: `run-${run}` });
    }
    const vera = await StudioPage.onCanvas(browser, server, "vera", "many", { role: "viewer" });
    const { page } = vera;
    await openRuns(vera);
    const runs = page.getByRole("list", { name: "Newest runs" }).getByRole("listitem");
    await until(async () => expect(await runs.count()).toBe(100));
    await page.getByRole("button", { name: "More runs" }).click();
    await until(async () => expect(await runs.count()).toBe(102));
    await runs.last().getByText("1 change, revision 1", { exact: true }).waitFor();
    await page.getByRole("button", { name: "More runs" }).waitFor({ state: "detached" });
    await vera.shot("runs-more");

    const which = { scope: "run", run_id: "run-101" };
    await asOwner("POST", "/canvas/many/undo", { base_rev: 102, ...which, whole: true });
    await runs.first().getByText("Undone in revision 103.").waitFor();
    await asOwner("POST", "/canvas/many/redo", { base_rev: 103, ...which });
    await runs.first().getByText("Undone in revision 103.").waitFor({ state: "detached" });
    expect(await runs.count()).toBe(102);
    await vera.close();
  });

  test("who may only read sees runs and undoes none; none is said; a failure is told and can be tried again", async () => {
    await work("read");
    const vera = await StudioPage.onCanvas(browser, server, "vera", "read", { role: "viewer" });
    await openRuns(vera);
    await vera.page.getByRole("listitem", { name: /robot/ }).waitFor();
    expect(await vera.page.getByRole("button", { name: /^Undo|^Play/ }).count()).toBe(0);

    await vera.goTo("empty");
    await openRuns(vera);
    await vera.page.getByText("No runs yet.").waitFor();
    await vera.shot("runs-none");

    let isBroken = true;
    await vera.context.route("**/canvas/read/runs*", (route) => (isBroken ? route.abort() : route.continue()));
    await vera.goTo("read");
    await openRuns(vera);
    await vera.page.getByRole("alert").getByText("The server cannot be reached").waitFor();
    await vera.shot("runs-failure");
    isBroken = false;
    await vera.page.getByRole("button", { name: "Try again" }).click();
    await vera.page.getByRole("listitem", { name: /robot/ }).waitFor();
    await vera.close();
  });

  test("TF5 the history says what was erased, and offers to restore only what can be", async () => {
    await work("erased");
    const ann = await StudioPage.onCanvas(browser, server, "ann", "erased");
    await ann.cut();
    await erase("erased", 3);
    await ann.mend();
    await ann.live();
    await ann.page.getByRole("tab", { name: "History" }).click();
    await ann.page.getByText("What was changed up to revision 3 has been erased for good.").waitFor();
    expect(await ann.page.getByText("made a change that was erased").count()).toBe(3);
    const restores = ann.page.getByRole("button", { name: /^Restore revision/ });
    expect(await restores.count()).toBe(1);
    await ann.shot("history-erased");
    await restores.click();
    await until(async () => expect((await ann.facts()).rev).toBe(5));
    await ann.close();
  });

  test("TF5 one who was away while history was erased is told, and sees the newest state", async () => {
    await work("away");
    const ann = await StudioPage.onCanvas(browser, server, "ann", "away");
    await ann.cut();
    await server.edit("away", 4, [{ kind: "remove", atom_id: "a" }]);
    await server.edit("away", 5, [note("d", 280, "New")]);
    await erase("away", 6);
    await ann.mend();
    await ann.page.getByText("What happened while you were away has been erased").waitFor();
    await until(async () => expect(await ids(ann)).toEqual(["b", "c", "d"]));
    await ann.shot("away");
    await ann.close();
  });

  test("in auto mode an ended run comes with its replay and its audit, while one looks on", async () => {
    await asOwner("PUT", "/feature-flags", { auto_mode: true });
    await work("auto");
    const ann = await StudioPage.onCanvas(browser, server, "ann", "auto");
    await openRuns(ann);
    const run = ann.page.getByRole("listitem", { name: /robot/ });
    await run.getByText("at work").waitFor();
    await asOwner("POST", "/canvas/auto/runs/run-1/end", {});
    await run.getByRole("link", { name: "Play the run of robot" }).waitFor();
    await run.getByText("at work").waitFor({ state: "hidden" });
    await ann.shot("runs-auto");
    await server.edit("auto", 4, [note("later", 280, "Later")]);
    await run.getByRole("button", { name: "Audit of the run of robot" }).click();
    await ann.page.getByText(/^standard, revision 4,/).waitFor();
    await ann.page.getByText("The canvas has changed since.").waitFor();
    await ann.page.getByRole("button", { name: "Show the newest audit" }).click();
    await ann.page.getByRole("button", { name: "Show the newest audit" }).waitFor({ state: "hidden" });
    await ann.page.getByRole("button", { name: "Run the audit" }).click();
    await ann.page.getByText(/^standard, revision 5,/).waitFor();
    await ann.page.getByRole("tab", { name: "History" }).click();
    await ann.page.getByRole("radio", { name: "Runs" }).click();
    await run.getByRole("link", { name: "Play the run of robot" }).click();
    await ann.page.getByRole("heading", { name: "A run, revisions 0 to 4" }).waitFor();
    await ann.page.goto(`${ann.url}/#/canvas/auto/replays`);
    await ann.page.getByRole("link", { name: "The run of robot" }).waitFor();
    await ann.shot("replays-auto");
    await ann.close();
  });
});
