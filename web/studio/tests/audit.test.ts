import { afterEach, describe, expect, test, vi } from "vitest";
import { countsInWords, scoreOf } from "../src/audit/audit-words.js";
import { Reports } from "../src/audit/reports.js";

afterEach(() => vi.unstubAllGlobals());

describe("an audit in words", () => {
  test("counts what there is, and only that", () => {
    expect(countsInWords({ errors: 1, warnings: 0, infos: 2 })).toBe("1 error, 2 hints");
    expect(countsInWords({ errors: 0, warnings: 0, infos: 0 })).toBe("Nothing was found.");
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

  const reports = () => new Reports({ baseUrl: "https://easel.example/api", token: "t" }, "a:b");

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
