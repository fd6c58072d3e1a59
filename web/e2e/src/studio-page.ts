import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Canvas, type CanvasState, type SessionStatus, stateHash } from "@easel/client";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { expect } from "vitest";
import { Cable } from "./cable.js";
import type { EaselServer, Grant } from "./server.js";

const SHOTS = fileURLToPath(new URL("../../../artifacts/screenshots", import.meta.url));
const WAIT = { timeout: 20_000, interval: 50 };

/** A place on the canvas, from the middle of the board, which is its origin as long as nobody panned. */
export type Place = readonly [x: number, y: number];

/** One person's browser window with the studio in it. */
export class StudioPage {
  /** What the browser complained about. */
  readonly complaints: string[] = [];

  private constructor(
    readonly page: Page,
    readonly context: BrowserContext,
    readonly server: EaselServer,
    private readonly cable: Cable,
  ) {
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    page.on("console", (message) => {
      const text = message.text();
      // Requests that fail are what some tests are about.
      if (message.type() === "error" && !/Failed to load resource|WebSocket connection|ERR_/.test(text))
        this.complaints.push(text);
    });
  }

  static async open(browser: Browser, server: EaselServer, options: BrowserContextOptions = {}): Promise<StudioPage> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      reducedMotion: "reduce",
      ...options,
    });
    return new StudioPage(await context.newPage(), context, server, await Cable.to(server.url));
  }

  /** Signs in by link and goes to a canvas. */
  static async onCanvas(
    browser: Browser,
    server: EaselServer,
    user: string,
    canvasId: string,
    more: Grant & { readonly options?: BrowserContextOptions } = {},
  ): Promise<StudioPage> {
    const studio = await StudioPage.open(browser, server, more.options);
    await studio.signIn(server.token(user, more));
    await studio.goTo(canvasId);
    return studio;
  }

  /** The address of the server for this page. */
  get url(): string {
    return this.cable.url;
  }

  /** Pulls the plug. (A browser told to be offline keeps the connections that it has.) */
  async cut(): Promise<void> {
    await this.context.setOffline(true);
    this.cable.cut();
  }

  /** Plugs it in again. */
  async mend(): Promise<void> {
    this.cable.mend();
    await this.context.setOffline(false);
  }

  async signIn(token: string): Promise<void> {
    await this.page.goto(`${this.url}/#token=${token}`);
    await this.page.getByRole("heading", { name: "Canvases" }).waitFor();
  }

  async goTo(canvasId: string): Promise<void> {
    await this.page.goto(`${this.url}/#/canvas/${canvasId}`);
    await this.live();
  }

  /** Waits until the canvas is open and followed. */
  async live(): Promise<void> {
    await this.page.locator(".connection-state.is-live").waitFor();
  }

  get board() {
    return this.page.locator(".board");
  }

  /** Where a place of the canvas is on the screen. */
  async at([x, y]: Place): Promise<{ x: number; y: number }> {
    const view = await this.page.evaluate(() => {
      const { x, y, scale } = window.easel!.editor.viewport.get();
      const { left, top } = document.querySelector(".board")!.getBoundingClientRect();
      return { x: x + left, y: y + top, scale };
    });
    return { x: view.x + x * view.scale, y: view.y + y * view.scale };
  }

  async click(place: Place): Promise<void> {
    const { x, y } = await this.at(place);
    await this.page.mouse.click(x, y);
  }

  async doubleClick(place: Place): Promise<void> {
    const { x, y } = await this.at(place);
    await this.page.mouse.dblclick(x, y);
  }

  /** Presses, moves in some steps, and lets go, unless told to hold. */
  async drag(from: Place, to: Place, hold = false): Promise<void> {
    const [start, end] = [await this.at(from), await this.at(to)];
    await this.page.mouse.move(start.x, start.y);
    await this.page.mouse.down();
    await this.page.mouse.move(end.x, end.y, { steps: 8 });
    if (!hold) await this.page.mouse.up();
  }

  async draw(tool: "Rectangle" | "Ellipse" | "Text" | "Sticky note" | "Arrow", from: Place, to: Place): Promise<void> {
    await this.page.getByRole("button", { name: tool, exact: true }).click();
    await this.drag(from, to);
  }

  async press(keys: string): Promise<void> {
    await this.page.keyboard.press(keys);
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  /** The canvas as this page shows it. */
  state(): Promise<CanvasState> {
    return this.page.evaluate(() => window.easel!.session.view.toJSON());
  }

  /** All atoms that it shows, of a type. */
  async atoms(type?: string) {
    const atoms = Object.values((await this.state()).atoms);
    return type === undefined ? atoms : atoms.filter((atom) => atom.type === type);
  }

  facts(): Promise<{ status: SessionStatus; pending: number; rev: number }> {
    return this.page.evaluate(() => {
      const { status, pending, rev } = window.easel!.session;
      return { status, pending, rev };
    });
  }

  async shot(name: string): Promise<void> {
    mkdirSync(SHOTS, { recursive: true });
    await this.page.screenshot({ path: `${SHOTS}/${name}.png` });
  }

  async close(): Promise<void> {
    await this.context.close();
    this.cable.close();
    expect(this.complaints).toEqual([]);
  }
}

/** Waits until something is so. */
export function until(check: () => Promise<void>): Promise<void> {
  return expect
    .poll(
      () =>
        check().then(
          () => "so",
          (failure: unknown) => String(failure),
        ),
      WAIT,
    )
    .toBe("so") as Promise<void>;
}

/** Waits until all pages and the server have one and the same canvas, and nothing waits to be sent. */
export async function inAgreement(server: EaselServer, canvasId: string, ...pages: StudioPage[]): Promise<CanvasState> {
  await until(async () => {
    const snapshot = await server.snapshot(canvasId);
    for (const page of pages) {
      expect(await page.facts()).toEqual({ status: "live", pending: 0, rev: snapshot.head_rev });
      expect(stateHash(Canvas.of(await page.state()))).toBe(snapshot.state_hash);
    }
  });
  return server.snapshot(canvasId);
}
