import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ClientOp, Json } from "@easel/client";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { StudioPage } from "../src/studio-page.js";
import { browser, server, startWorld } from "../src/world.js";

const SAMPLE = fileURLToPath(new URL("../../../samples/sample.canvas", import.meta.url));
const SHOTS = fileURLToPath(new URL("../../../artifacts/screenshots", import.meta.url));
const OPS_MAX = 200;

/** What would do something if a picture let it. */
const HOSTILE = [
  "</text></svg><script>parent.hit()</script><svg><text>",
  '"/><image href="https://evil.example/a.png" onload="hit()"/><rect x="',
  "<foreignObject><iframe src='https://evil.example/b'></iframe></foreignObject>",
  "<style>@import url(https://evil.example/c.css);</style>",
  "<?xml-stylesheet href='https://evil.example/d.css'?>",
  "<!DOCTYPE svg [<!ENTITY x SYSTEM 'https://evil.example/e'>]>&x;",
  "<![CDATA[<script>hit()</script>]]>",
  "javascript:hit()",
  "https://evil.example/f.png",
  "url(https://evil.example/g)",
  `data:image/svg+xml,${encodeURIComponent("<svg xmlns='http://www.w3.org/2000/svg' onload='hit()'/>")}`,
  "\u0001\u001b\u202eevil\u2066\uffff]]>",
];
const TYPES = ["text", "ellipse", "sticky", "group", "file", "link", "image", "arrow", "script"];
const NAMES = ["text", "label", "title", "color", "file", "url", "src", "alt", "href", "style", "onload", "fromNode"];

function add(id: string, type: string, properties: Record<string, Json>): ClientOp {
  return { kind: "add", atom: { id, type, properties } };
}

describe("pictures", () => {
  startWorld();

  async function fill(canvasId: string, ops: readonly ClientOp[]): Promise<void> {
    const token = server.token("robot");
    for (let at = 0; at < ops.length; at += OPS_MAX)
      await server.edit(canvasId, at / OPS_MAX, ops.slice(at, at + OPS_MAX), token);
  }

  /** Opens a picture as a page of its own, with the headers that the server gave it, and counts what it does. */
  async function open(canvasId: string, bare = false): Promise<{ page: Page; did: string[]; body: string }> {
    const answer = await fetch(`${server.url}/canvas/${canvasId}/preview.svg`, {
      headers: { Authorization: `Bearer ${server.token("alice")}` },
    });
    expect(answer.status).toBe(200);
    const body = await answer.text();
    const context = await browser.newContext({ viewport: { width: 1250, height: 950 } });
    const page = await context.newPage();
    const did: string[] = [];
    await page.exposeFunction("hit", () => did.push("a script ran"));
    page.on("dialog", (dialog) => {
      did.push("a dialog");
      void dialog.dismiss();
    });
    page.on("popup", () => did.push("a window"));
    await context.route("**/*", (route) => {
      const url = route.request().url();
      if (url !== "https://picture.example/") {
        did.push(url);
        return route.abort();
      }
      // Without the policy too: the picture itself is harmless, wherever it is saved.
      const headers = bare ? {} : Object.fromEntries(answer.headers);
      return route.fulfill({ status: 200, body, headers: { ...headers, "content-type": "image/svg+xml" } });
    });
    await page.goto("https://picture.example/");
    await page.waitForLoadState("networkidle");
    return { page, did, body };
  }

  test("AR3 the sample is drawn as it is, and no text leaves its box", async () => {
    const { nodes } = JSON.parse(readFileSync(SAMPLE, "utf8")) as { nodes: Record<string, Json>[] };
    await fill(
      "sample",
      nodes.map(({ id, type, ...properties }) => add(String(id), String(type), properties)),
    );
    const { page, did } = await open("sample");
    await page.screenshot({ path: `${SHOTS}/picture-sample.png` });
    const outside = await page.evaluate(() => {
      const boxes = [...document.querySelectorAll("rect")].map((rect) => rect.getBBox());
      const view = boxes[0]!;
      return [...document.querySelectorAll("text")]
        .filter((text) => {
          const { x, y, width, height } = text.getBBox();
          const isIn = (box: DOMRect) => x >= box.x && x + width <= box.x + box.width;
          const over = boxes.slice(1).filter((box) => y + height > box.y && y < box.y + box.height && x >= box.x);
          return !isIn(view) || (over.length > 0 && !over.some(isIn));
        })
        .map((text) => text.textContent);
    });
    expect(outside).toEqual([]);
    expect(did).toEqual([]);
    await page.context().close();
  });

  test.each([false, true])("AR3 a hostile canvas does nothing when its picture is opened (bare: %s)", async (bare) => {
    const canvasId = `hostile-${bare}`;
    const ops = TYPES.flatMap((type, row) =>
      HOSTILE.map((evil, column) =>
        add(`${type}-${column}`, type, {
          ...Object.fromEntries(NAMES.map((name) => [name, evil])),
          x: column * 220,
          y: row * 90,
          height: 80,
        }),
      ),
    );
    await fill(canvasId, ops);
    const { page, did, body } = await open(canvasId, bare);
    await page.screenshot({ path: `${SHOTS}/picture-${canvasId}.png` });
    for (const text of await page.locator("text").all()) await text.dispatchEvent("click");
    expect(await page.evaluate(() => document.querySelectorAll("script, a, use, iframe, style, image").length)).toBe(0);
    expect(await page.evaluate(() => document.documentElement.tagName)).toBe("svg");
    expect(body).not.toMatch(/<script|<!|<\?/);
    expect(did).toEqual([]);
    await page.context().close();
  });

  test("AR3 10,000 atoms are shown", async () => {
    const types = ["rectangle", "ellipse", "sticky", "text"];
    const ops = Array.from({ length: 10_000 }, (_, i) =>
      i % 10 === 9
        ? add(`n${i}`, "arrow", { fromNode: `n${i - 1}`, toNode: `n${i - 4}` })
        : add(`n${i}`, types[i % 4]!, {
            x: (i % 100) * 180,
            y: Math.floor(i / 100) * 110,
            width: 140,
            height: 80,
            color: String((i % 6) + 1),
            text: `Item ${i} of the plan, with some words to wrap`,
          }),
    );
    await fill("many", ops);
    const { page, did } = await open("many");
    expect(await page.locator("rect, ellipse, path").count()).toBeGreaterThan(9_999);
    await page.screenshot({ path: `${SHOTS}/picture-many.png` });
    expect(did).toEqual([]);
    await page.context().close();
  });

  test("AR3 the list shows a small picture of each canvas", async () => {
    await fill("listed", [add("a", "sticky", { text: "On the list" }), add("b", "ellipse", { x: 260 })]);
    const studio = await StudioPage.open(browser, server);
    await studio.signIn(server.token("alice"));
    const row = studio.page.getByRole("row").filter({ hasText: "listed" });
    const picture = row.getByRole("img");
    await picture.waitFor();
    expect(await picture.evaluate((img: HTMLImageElement) => img.decode().then(() => img.naturalWidth))).toBe(192);
    await studio.shot("list-pictures");
    await studio.close();
  });
});
