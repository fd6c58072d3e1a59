import { describe, expect, test } from "vitest";
import { caretAfter, changeAfter, changed, textChange, textOp } from "../src/text/text-diff.js";

describe("the smallest change of a text", () => {
  test.each([
    ["", "a", 1, { at: 0, length: 0, text: "a" }],
    ["abc", "abXc", 3, { at: 2, length: 0, text: "X" }],
    ["abc", "ac", 1, { at: 1, length: 1, text: "" }],
    ["abc", "aXYc", 3, { at: 1, length: 1, text: "XY" }],
    ["abc", "", 0, { at: 0, length: 3, text: "" }],
    // The caret tells which of several equal letters was typed or deleted.
    ["aaaa", "aaaaa", 2, { at: 1, length: 0, text: "a" }],
    ["aaaa", "aaa", 1, { at: 1, length: 1, text: "" }],
  ])("%j to %j with the caret at %i", (before, after, caret, wanted) => {
    expect(textChange(before, after, caret)).toEqual(wanted);
  });

  test("equal texts have none", () => expect(textChange("same", "same")).toBeUndefined());

  test("a change of one half of a pair takes the whole pair", () => {
    // Both share the first half of their pairs.
    expect(textChange("a😀b", "a😁b", 3)).toEqual({ at: 1, length: 2, text: "😁" });
    expect(textChange("😀", "", 0)).toEqual({ at: 0, length: 2, text: "" });
  });

  test("it always leads to the text, and never parts a pair", () => {
    const random = seeded(7);
    for (let round = 0; round < 5_000; round++) {
      const [before, after] = [randomText(random), randomText(random)];
      const change = textChange(before, after, Math.floor(random() * (after.length + 1)));
      if (!change) continue;
      expect(changed(before, change)).toBe(after);
      for (const part of [before.slice(0, change.at), before.slice(change.at + change.length), change.text]) {
        expect(part.isWellFormed()).toBe(true);
      }
    }
  });
});

describe("what others change", () => {
  test.each([
    ["before the caret", 3, { at: 0, length: 0, text: "XX" }, 5],
    ["at the caret", 3, { at: 3, length: 0, text: "XX" }, 5],
    ["behind it", 3, { at: 4, length: 0, text: "XX" }, 3],
    ["around it", 3, { at: 1, length: 4, text: "X" }, 2],
  ])("%s moves it with the text", (_, caret, change, wanted) => expect(caretAfter(caret, change)).toBe(wanted));

  test("moves one's own change with the text", () => {
    const mine = { at: 6, length: 5, text: "there" };
    expect(changeAfter(mine, { at: 0, length: 0, text: ">> " })).toEqual({ at: 9, length: 5, text: "there" });
    expect(changeAfter(mine, { at: 6, length: 5, text: "" })).toEqual({ at: 6, length: 0, text: "there" });
  });
});

test("each change is the op that says no more than it", () => {
  expect(textOp("a", "text", { at: 1, length: 0, text: "x" }).kind).toBe("insert_text");
  expect(textOp("a", "text", { at: 1, length: 2, text: "" }).kind).toBe("delete_range");
  expect(textOp("a", "text", { at: 1, length: 2, text: "x" }).kind).toBe("replace_text_range");
});

function randomText(random: () => number): string {
  return Array.from(
    { length: Math.floor(random() * 6) },
    () => ["a", "b", "😀", "😁", "\n"][Math.floor(random() * 5)],
  ).join("");
}

/** Mulberry32: the same texts in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
