import { EaselError } from "@easel/client";
import { describe, expect, test } from "vitest";
import { canEdit, identityIn, tokenIn } from "../src/auth/token.js";
import { wrapped } from "../src/drawing/wrapped.js";
import { commitInWords } from "../src/history/commit-words.js";
import { boxesIn, idsIn, initialsOf } from "../src/others/person.js";
import { canvasHref, routeIn } from "../src/shell/route.js";
import { ago } from "../src/shell/time.js";
import { wordsFor } from "../src/shell/words.js";

function tokenWith(claims: object): string {
  return `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.c2ln`;
}

describe("tokens", () => {
  test("tell who holds them", () => {
    const token = tokenWith({ sub: "zoë", exp: 2_000_000_000, default_tenant_id: "t_a", role_map: { t_a: "viewer" } });
    expect(identityIn(token)).toEqual({
      subject: "zoë",
      tenant: "t_a",
      role: "viewer",
      type: "human",
      expiresAt: 2e12,
    });
    expect(canEdit(identityIn(token)!)).toBe(false);
  });

  test.each(["", "x", "a.b.c", "a.b", tokenWith({ exp: 1 }), tokenWith([])])("%j is none", (text) => {
    expect(identityIn(text)).toBeUndefined();
  });

  test("are found in a link", () => {
    expect(tokenIn(" http://host:1/#token=a.b.c ")).toBe("a.b.c");
    expect(tokenIn("a.b.c\n")).toBe("a.b.c");
  });
});

test("routes survive any id", () => {
  expect(routeIn(canvasHref("a:b/c%d"))).toEqual({ page: "canvas", canvasId: "a:b/c%d" });
  for (const odd of ["", "#/", "#/canvas/", "#/canvas/%E0%A4", "#/canvas/a/b"])
    expect(routeIn(odd)).toEqual({ page: "list" });
});

test("text is broken at blanks, in words that are too long, and keeps its places", () => {
  const measure = (text: string) => text.length;
  expect(wrapped("one two three", 8, measure)).toEqual([
    { text: "one two", start: 0, rtl: false },
    { text: "three", start: 8, rtl: false },
  ]);
  expect(wrapped("abcdef\n\ng", 4, measure).map(({ start }) => start)).toEqual([0, 4, 7, 8]);
  expect(wrapped("😀😀😀", 4, measure).map(({ text }) => text)).toEqual(["😀😀", "😀"]);
});

test("times are said as people say them", () => {
  const now = Date.parse("2026-01-01T12:00:00Z");
  expect(ago("2026-01-01T11:59:40Z", now)).toBe("just now");
  expect(ago("2026-01-01T11:55:00Z", now)).toBe("5 minutes ago");
  expect(ago("2025-12-31T12:00:00Z", now)).toBe("yesterday");
});

test("commits and errors are told in words", () => {
  const line = {
    type: "op_committed",
    rev: 3,
    actor_id: "a",
    event_id: "c:3",
    ts: "",
    actor_type: "human",
    subject: "a",
  } as const;
  const move = { kind: "update", atom_id: "a", properties: { x: 1 } } as const;
  expect(commitInWords({ ...line, ops: [move, move, { kind: "remove", atom_id: "b" }] })).toBe(
    "moved something (2); 1 more",
  );
  expect(commitInWords({ ...line, ops: [], undo_of: 2 })).toBe("undid revision 2");
  expect(wordsFor(new EaselError("UNAUTHENTICATED", "", 401)).title).toBe("Your sign-in has ended");
  expect(wordsFor(new TypeError("Failed to fetch")).title).toBe("The server cannot be reached");
});

test("whatever others say of themselves is read with care", () => {
  expect(idsIn({ atom_ids: ["a", 1, null] })).toEqual(["a"]);
  expect(idsIn("everything")).toEqual([]);
  expect([
    ...boxesIn({ atoms: [{ id: "a", x: 1, y: 2, width: 3, height: 4 }, { id: "b", x: "no" }, null] }).keys(),
  ]).toEqual(["a"]);
  expect([initialsOf("ada lovelace"), initialsOf("bob"), initialsOf("")]).toEqual(["AL", "BO", "?"]);
});
