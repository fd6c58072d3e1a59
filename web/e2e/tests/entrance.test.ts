import { describe, expect, test } from "vitest";
import { StudioPage, until } from "../src/studio-page.js";
import { browser, server, startWorld } from "../src/world.js";

describe("coming in", () => {
  startWorld();

  test("the printed link signs in, and the token leaves the address", async () => {
    const studio = await StudioPage.open(browser, server);
    const { page } = studio;
    await page.goto(server.link.replace(server.url, studio.url));
    await page.getByText("No canvas yet").waitFor();
    expect(page.url()).toBe(`${studio.url}/`);
    await studio.shot("list-empty");
    await page.getByRole("button", { name: /dev.*owner in t_northstar/ }).click();
    await page.getByRole("button", { name: "Sign out" }).waitFor();
    await studio.shot("account");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in to Easel" }).waitFor();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    await studio.close();
  });

  test("a new canvas is made, opened, found again and kept over a reload", async () => {
    const studio = await StudioPage.open(browser, server);
    const { page } = studio;
    await studio.signIn(server.token("alice"));
    await page.getByRole("button", { name: "New canvas" }).first().click();
    await page.getByLabel("Title").fill("Plan for the week");
    await studio.shot("new-canvas");
    await page.getByRole("button", { name: "Make canvas" }).click();
    await studio.live();
    const address = page.url();
    expect(address).toMatch(/#\/canvas\/[\w-]+$/);
    await page.reload();
    await studio.live();
    await page.getByRole("heading", { name: "Plan for the week" }).waitFor();
    await page.getByRole("link", { name: "All canvases" }).click();
    await page.getByLabel("Search canvases").fill("WEEK");
    await page.getByRole("link", { name: "Plan for the week" }).waitFor();
    await studio.shot("list");
    await page.getByLabel("Search canvases").fill("nothing like it");
    await page.getByText("No canvas has").waitFor();
    await page.getByLabel("Search canvases").fill("");
    await page.getByRole("link", { name: "Plan for the week" }).press("Enter");
    await studio.live();
    expect(page.url()).toBe(address);
    await studio.close();
  });

  test("what is not a token, or no longer one, is refused in words", async () => {
    const studio = await StudioPage.open(browser, server);
    const { page } = studio;
    await page.goto(studio.url);
    await page.getByRole("tab", { name: "Token" }).click();
    await page.getByLabel("Token or link").fill("password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("This is not a token.").waitFor();
    await studio.shot("sign-in-refused");
    const [head, body] = server.token("alice").split(".");
    await page.getByLabel("Token or link").fill(`${head}.${body}.AAAA`);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("Your sign-in has ended").waitFor();
    await page.getByRole("tab", { name: "Token" }).click();
    await page.getByLabel("Token or link").fill(`${studio.url}/#token=${server.token("alice")}`);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Canvases" }).waitFor();
    await studio.close();
  });

  test("without a token one makes an account, and comes back with its password", async () => {
    const studio = await StudioPage.open(browser, server);
    const { page } = studio;
    const fill = async (user: string, password: string) => {
      await page.getByLabel("User").fill(user);
      await page.getByRole("textbox", { name: "Password" }).fill(password);
    };
    await page.goto(studio.url);
    await fill("nora", "correct horse battery");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("The user or the password is wrong.").waitFor();
    await studio.shot("sign-in-password-wrong");
    await page.getByRole("button", { name: "Create an account" }).click();
    await fill("nora", "short");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByRole("alert").waitFor();
    await studio.shot("sign-up-refused");
    await fill("nora", "correct horse battery");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByRole("heading", { name: "Canvases" }).waitFor();
    await studio.close();

    const again = await StudioPage.open(browser, server);
    await again.page.goto(again.url);
    await again.page.getByLabel("User").fill("nora");
    await again.page.getByRole("textbox", { name: "Password" }).fill("correct horse battery");
    await again.page.getByRole("button", { name: "Sign in" }).click();
    await again.page.getByRole("heading", { name: "Canvases" }).waitFor();
    await again.close();
  });

  test("a viewer sees and cannot draw", async () => {
    await server.edit("seen", 0, [{ kind: "add", atom: { id: "a", type: "sticky", properties: { text: "look" } } }]);
    const studio = await StudioPage.onCanvas(browser, server, "vera", "seen", { role: "viewer" });
    await until(async () => expect(await studio.atoms()).toHaveLength(1));
    expect(await studio.page.getByRole("toolbar").count()).toBe(0);
    await studio.page.getByText("Your role allows reading only.").waitFor();
    await studio.close();
  });

  test("without a server the list says so, and tries again when asked", async () => {
    const studio = await StudioPage.open(browser, server);
    await studio.signIn(server.token("alice"));
    await server.kill();
    await studio.page.getByRole("button", { name: "Refresh" }).click();
    await studio.page.getByText("The server cannot be reached").waitFor();
    await studio.shot("list-server-away");
    await server.run();
    await studio.page.getByRole("button", { name: "Try again" }).click();
    await studio.page.getByText("The server cannot be reached").waitFor({ state: "hidden" });
    await studio.close();
  });
});
