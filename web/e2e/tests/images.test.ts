import { deflateSync } from "node:zlib";
import type { ClientOp, Json } from "@easel/client";
import { describe, expect, test } from "vitest";
import { type Place, StudioPage, until } from "../src/studio-page.js";
import { browser, server, startWorld } from "../src/world.js";

const GREEN = [0, 160, 60] as const;

/** A PNG of one colour. */
function png([r, g, b]: readonly [number, number, number]): Buffer {
  const side = 8;
  const row = [0, ...Array.from({ length: side }, () => [r, g, b]).flat()];
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const body = deflateSync(Buffer.from(Array.from({ length: side }, () => row).flat()));
  const parts = [chunk("IHDR", header), chunk("IDAT", body), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), ...parts]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), data]);
  let crc = -1;
  for (const byte of named) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(~crc >>> 0);
  return Buffer.concat([length, named, sum]);
}

function image(id: string, x: number, properties: Record<string, Json>): ClientOp {
  return {
    kind: "add",
    atom: { id, type: "image", properties: { x, y: -50, width: 100, height: 100, ...properties } },
  };
}

describe("AR3 images on the canvas", () => {
  startWorld();

  async function upload(canvasId: string): Promise<string> {
    const form = new FormData();
    form.append("file", new Blob([new Uint8Array(png(GREEN))], { type: "image/png" }), "green.png");
    const response = await fetch(`${server.url}/canvas/${canvasId}/artifacts`, {
      method: "POST",
      headers: { Authorization: `Bearer ${server.token("ann")}` },
      body: form,
    });
    expect(response.status).toBe(201);
    return ((await response.json()) as { id: string }).id;
  }

  const colorAt = async (studio: StudioPage, place: Place) => colorOn(studio, await studio.at(place));

  /** The colour of a pixel of the screen. */
  async function colorOn(studio: StudioPage, { x, y }: { x: number; y: number }): Promise<readonly number[]> {
    const shot = await studio.page.screenshot({ clip: { x, y, width: 1, height: 1 } });
    return studio.page.evaluate(
      async (bytes) => {
        const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: "image/png" }));
        const pen = new OffscreenCanvas(1, 1).getContext("2d")!;
        pen.drawImage(bitmap, 0, 0);
        return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
      },
      [...shot],
    );
  }

  test("its own artifacts and what stands in an atom are drawn, with their text as name; all else is a card", async () => {
    const empty: ClientOp = { kind: "set_meta", key: "title", value: "Images" };
    await server.edit("own", 0, [empty]);
    await server.edit("other", 0, [empty]);
    const [own, foreign] = [await upload("own"), await upload("other")];
    const svg = `data:image/svg+xml;base64,${btoa("<svg xmlns='http://www.w3.org/2000/svg'/>")}`;
    const inline = `data:image/png;base64,${png(GREEN).toString("base64")}`;
    await server.edit("own", 1, [
      image("own", -450, { artifact_id: own, alt: "A green square" }),
      image("inline", -300, { src: inline, alt: "Another one" }),
      image("foreign", -150, { artifact_id: foreign, alt: "Foreign" }),
      image("svg", 0, { src: svg, alt: "Drawn" }),
      image("away", 150, { src: "https://evil.example/a.png", alt: "Away" }),
      image("gone", 300, { artifact_id: "art_00000000000000000000000000000000", alt: "Gone" }),
    ]);
    const asked: string[] = [];
    const studio = await StudioPage.open(browser, server);
    studio.page.on("request", (request) => asked.push(request.url()));
    await studio.signIn(server.token("ann"));
    await studio.goTo("own");
    await studio.page.getByRole("img", { name: "A green square" }).waitFor();
    await studio.page.getByRole("img", { name: "Another one" }).waitFor();
    await until(async () => expect(await colorAt(studio, [-400, 0])).toEqual([...GREEN]));
    expect(await colorAt(studio, [-250, 0])).toEqual([...GREEN]);
    for (const name of ["Foreign", "Drawn", "Away", "Gone"])
      expect(await studio.page.getByRole("img", { name }).count()).toBe(0);
    for (const x of [-145, 5, 155, 305]) expect(await colorAt(studio, [x + 50, 40])).toEqual([255, 255, 255]);
    expect(asked.filter((url) => url.includes("evil.example") || url.includes(`${foreign}/content`))).toEqual([]);
    await studio.shot("images");

    // What is said of it is edited beside the canvas, and is its name from then on.
    await studio.click([-400, 0]);
    const alt = studio.page.getByRole("textbox", { name: "Alternative text" });
    await alt.fill("A meadow");
    await studio.page.getByRole("img", { name: "A meadow" }).waitFor();
    await studio.shot("images-alt");
    await until(async () => expect((await server.snapshot("own")).atoms.own!.properties.alt).toBe("A meadow"));

    // One that is deleted from the canvas is let go of; one whose place is moved goes along.
    await studio.board.focus();
    await studio.press("Delete");
    await studio.page.getByRole("img", { name: "A meadow" }).waitFor({ state: "detached" });
    await studio.close();
  });

  test("a replay draws them too", async () => {
    const inline = `data:image/png;base64,${png(GREEN).toString("base64")}`;
    await server.edit("played", 0, [image("inline", -50, { src: inline, alt: "Green" })]);
    const studio = await StudioPage.onCanvas(browser, server, "ann", "played");
    await studio.page.getByRole("link", { name: "Replays" }).click();
    await studio.page.getByRole("button", { name: "Make a replay" }).click();
    await studio.page.getByRole("slider", { name: "Moment" }).waitFor();
    await studio.page.getByRole("button", { name: "Next step" }).click();
    await until(async () => {
      const { x, y, width, height } = (await studio.page.locator(".board").boundingBox())!;
      expect(await colorOn(studio, { x: x + width / 2, y: y + height / 2 })).toEqual([...GREEN]);
    });
    await studio.close();
  });
});
