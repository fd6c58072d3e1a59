import { Canvas } from "@easel/client";
import { Connection } from "@easel/client/connection";
import { afterEach, describe, expect, test, vi } from "vitest";
import { countsInWords, messageOn, scoreOf, whereInWords } from "../src/audit/audit-words.js";
import { Reports } from "../src/audit/reports.js";

afterEach(() => vi.unstubAllGlobals());

describe("an audit in words", () => {
  test("counts what there is, and only that", () => {
    expect(countsInWords({ errors: 1, warnings: 0, infos: 2 })).toBe("1 error, 2 infos");
    expect(countsInWords({ errors: 0, warnings: 0, infos: 0 })).toBe("Nothing was found.");
  });

  test("names atoms by what is written on them, and nothing else", () => {
    const text = (id: string, text: string) => ({
      id,
      type: "text",
      parent_id: null,
      properties: { text },
      children: [],
    });
    const atoms = { n1: text("n1", "Plan"), "a.b": text("a.b", "Buy milk"), It: text("It", "Trap"), 7: text("7", "") };
    const canvas = Canvas.of({ atoms, root_atom_ids: Object.keys(atoms), meta: {} });
    for (const [said, shown] of [
      ["It lies partly over “Plan B” (n1) and 3 more.", "It lies partly over “Text: Plan” and 3 more."],
      ["“Buy (all)” (a.b) covers it.", "“Text: Buy milk” covers it."],
      ["It lies exactly on “Old words” (gone).", "It lies exactly on “Old words”."],
      ["It lies partly over n1 and 3 more.", "It lies partly over “Text: Plan” and 3 more."],
      ["a.b covers it.", "“Text: Buy milk” covers it."],
      ["It says the same as a.b.", "It says the same as “Text: Buy milk”."],
      ["It is 7 out of line with 7.", "It is 7 out of line with “Text”."],
      ["The border of n1 runs through it.", "The border of “Text: Plan” runs through it."],
      ["It belongs to gone and is not inside.", "It belongs to gone and is not inside."],
      ["It is 7 wide and 0 high.", "It is 7 wide and 0 high."],
    ])
      expect(messageOn(canvas, said!)).toBe(shown);
  });

  test("say of an atom that is gone what was written on it", () => {
    const finding = { rule: "r", severity: "info", message: "", fix: "", atom_id: "a", atom_text: "Was here" } as const;
    const atom = { id: "a", type: "text", parent_id: null, properties: { text: "Is here" }, children: [] };
    expect(whereInWords(finding, atom)).toBe("Text: Is here");
    expect(whereInWords(finding, undefined)).toBe("No longer there: Was here");
    const { atom_text: _, ...wordless } = finding;
    expect(whereInWords(wordless, undefined)).toBe("No longer there");
    const { atom_id: __, ...ofAll } = wordless;
    expect(whereInWords(ofAll, undefined)).toBe("The canvas");
  });

  test("only a canvas without findings has 100 points", () => {
    expect(scoreOf({ score: 1 })).toBe(100);
    expect(scoreOf({ score: 0.9999 })).toBe(99);
  });
});

describe("reports", () => {
  function answering(status: number, body: unknown) {
    const asked = vi.fn(async (_url: string, _init: RequestInit) => new Response(JSON.stringify(body), { status }));
    vi.stubGlobal("fetch", asked);
    return asked;
  }

  const reports = () => new Reports(new Connection({ baseUrl: "https://easel.example/api", token: "t" }), "a:b");

  test("are asked for as the one who is signed in", async () => {
    const asked = answering(201, { id: "art_1" });
    expect(await reports().run("strict")).toEqual({ id: "art_1" });
    const [url, init] = asked.mock.calls[0]!;
    expect(url).toBe("https://easel.example/api/canvas/a%3Ab/audits");
    expect(init.body).toBe('{"ruleset":"strict"}');
    expect(new Headers(init.headers).get("Authorization")).toBe("Bearer t");
  });

  test("that are refused say why", async () => {
    answering(423, { code: "CANVAS_FROZEN", detail: "Stopped.", status: 423 });
    await expect(reports().run("standard")).rejects.toMatchObject({ code: "CANVAS_FROZEN", status: 423 });
  });

  test("that are not there are none", async () => {
    answering(200, { audits: [], next: null });
    expect(await reports().newest()).toBeUndefined();
  });
});
