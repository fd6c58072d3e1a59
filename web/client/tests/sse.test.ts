import { describe, expect, test } from "vitest";
import { type SseEvent, SseReader } from "../src/sse.js";

const text =
  'retry: 1500\n\n: hb\n\nid: 11\nevent: op_committed\ndata: {"text":"ß😀\\u2028"}\n\r\n' +
  "data: one\r\ndata: two\r\n\r\n" +
  "event:reset\rdata:x\r\rdata\n\nevent: nothing\n\ndata: : colon\n\n";
const wanted: SseEvent[] = [
  { event: "op_committed", data: '{"text":"ß😀\\u2028"}', id: "11" },
  { event: "message", data: "one\ntwo" },
  { event: "reset", data: "x" },
  { event: "message", data: "" },
  { event: "message", data: ": colon" },
];
const bytes = new TextEncoder().encode(text);

function read(...chunks: Uint8Array[]): SseEvent[] {
  const reader = new SseReader();
  const events = chunks.flatMap((chunk) => reader.push(chunk));
  expect(reader.retryMs).toBe(1_500);
  return events;
}

describe("ST1 the stream is read however it is cut", () => {
  test("at once", () => expect(read(bytes)).toEqual(wanted));

  test("at every place, also inside of characters and line ends", () => {
    for (let at = 0; at <= bytes.length; at++) {
      expect(read(bytes.subarray(0, at), bytes.subarray(at)), `cut at ${at}`).toEqual(wanted);
    }
  });

  test("at every two places", () => {
    for (let a = 0; a <= bytes.length; a++) {
      for (let b = a; b <= bytes.length; b += 7) {
        expect(read(bytes.subarray(0, a), bytes.subarray(a, b), bytes.subarray(b))).toEqual(wanted);
      }
    }
  });

  test("byte by byte", () => {
    expect(read(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(wanted);
  });

  test("an event that is not complete is none", () => {
    const reader = new SseReader();
    expect(reader.push(new TextEncoder().encode("data: x\n"))).toEqual([]);
  });

  test("a long line in small pieces costs its length, not the square of it", () => {
    const reader = new SseReader();
    const piece = new TextEncoder().encode("x".repeat(1_000));
    for (let i = 0; i < 20_000; i++) reader.push(piece);
    expect(reader.push(new TextEncoder().encode("\n"))).toEqual([]);
  });
});
