import type { Browser } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { launchChromium } from "./chromium.js";
import { EaselServer } from "./server.js";

/** The browser and the server of a file of tests, from {@link startWorld} on. */
export let browser: Browser;
export let server: EaselServer;

/** Gives the tests of a suite a browser and a server of their own. */
export function startWorld(): void {
  beforeAll(async () => {
    [browser, server] = await Promise.all([launchChromium(), EaselServer.start()]);
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
  });
}
