import type { Atom } from "@easel/client";
import { describe, expect, test } from "vitest";
import { imageKindOf } from "../src/images/image-kind.js";
import { bytesIn, imageSourceOf, keyOf } from "../src/images/image-source.js";

function atom(type: string, properties: Atom["properties"]): Atom {
  return { id: "a", type, parent_id: null, properties, children: [] };
}

function bytes(...parts: (string | readonly number[])[]): Uint8Array {
  return new Uint8Array(parts.flatMap((part) => (typeof part === "string" ? [...Buffer.from(part, "latin1")] : part)));
}

const ZEROS = new Array<number>(40).fill(0);
const png = (width: number[], height: number[]) =>
  bytes("\x89PNG\r\n\x1a\n", [0, 0, 0, 13], "IHDR", width, height, ZEROS);

describe("AR3 where an image comes from", () => {
  test("from an artifact, before anything else", () => {
    expect(imageSourceOf(atom("image", { artifact_id: "art_1", src: "data:image/png;base64,AA" }))).toEqual({
      from: "artifact",
      id: "art_1",
    });
  });

  test("from the atom itself, in the order src, file, url", () => {
    const [one, two] = ["DATA:image/png;base64,AA", "data:image/gif;base64,BB"];
    expect(imageSourceOf(atom("file", { url: two, file: one, src: "https://evil.example" }))).toEqual({
      from: "atom",
      url: one,
    });
    expect(keyOf(imageSourceOf(atom("image", { url: two }))!)).toBe(two);
  });

  test.each([
    ["text", { artifact_id: "art_1" }],
    ["link", { url: "data:image/png;base64,AA" }],
    ["image", { src: "https://evil.example/a.png" }],
    ["image", { src: "blob:https://x/1" }],
    ["image", { src: "data:text/html;base64,AA" }],
    ["image", { src: 7, file: null, artifact_id: 3 }],
  ])("from nowhere else: %s %j", (type, properties) => {
    expect(imageSourceOf(atom(type, properties))).toBeUndefined();
  });

  test("only base64 is read, and only so much of it", () => {
    expect(bytesIn("data:image/png;base64,AQID", 3)).toEqual(new Uint8Array([1, 2, 3]));
    for (const url of ["data:image/png,AQID", "data:image/png;base64,A*ID", "data:image/png;base64", "data:,"])
      expect(bytesIn(url, 100)).toBeUndefined();
    expect(bytesIn(`data:image/png;base64,${"A".repeat(1_000)}`, 100)).toBeUndefined();
  });
});

describe("AR3 what is an image", () => {
  test.each([
    ["image/png", 6, png([0, 0, 0, 2], [0, 0, 0, 3])],
    ["image/gif", 6, bytes("GIF89a", [2, 0, 3, 0, 0, 0, 0])],
    ["image/jpeg", 6, bytes([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 1, 0xff, 0xc2, 0, 11, 8, 0, 3, 0, 2], ZEROS)],
    ["image/webp", 1, bytes("RIFF", [1, 2, 3, 4], "WEBPVP8X", ZEROS)],
    ["image/webp", 4, bytes("RIFF", [1, 2, 3, 4], "WEBPVP8L", [0, 0, 0, 0, 0x2f, 1, 0x40, 0, 0], ZEROS)],
    ["image/webp", 6, bytes("RIFF\n\n\n\nWEBPVP8 ", ZEROS.slice(0, 10), [2, 0, 3, 0])],
  ])("%s by its first bytes", (type, pixels, file) => {
    expect(imageKindOf(file)).toEqual({ type, pixels });
  });

  test.each([
    ["nothing", bytes()],
    ["SVG", bytes("<svg xmlns='http://www.w3.org/2000/svg'/>", ZEROS)],
    ["a head alone", bytes("\x89PNG\r\n\x1a\n")],
    ["no side", png([0, 0, 0, 0], [0, 0, 0, 3])],
    ["a bomb", png([0, 0, 0x80, 0], [0, 0, 0x80, 0])],
    ["a bomb of the largest numbers", png([255, 255, 255, 255], [255, 255, 255, 255])],
    ["a JPEG without a frame", bytes([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 1], ZEROS)],
    ["a JPEG of fill bytes", bytes([0xff, 0xd8, ...new Array(60).fill(0xff)])],
    ["a JPEG that goes beyond its end", bytes([0xff, 0xd8, 0xff, 0xe0, 0xff, 0xff], ZEROS)],
    ["another RIFF", bytes("RIFF", [1, 2, 3, 4], "WAVEfmt ", ZEROS)],
  ])("%s is none", (_name, file) => {
    expect(imageKindOf(file)).toBeUndefined();
  });
});
