import type { CommitLine } from "@easel/client";
import { Connection } from "@easel/client/connection";
import { describe, expect, test } from "vitest";
import { commitInWords, floorIn } from "../src/history/commit-words.js";
import { replayInWords } from "../src/replay/replay-words.js";
import { extentInWords, problemsInWords, purposeOf } from "../src/runs/run-words.js";
import { changesRuns, type Run, runsOf } from "../src/runs/runs.js";

const RUN: Run = {
  run_id: "r",
  status: "ended",
  actor_id: "robot",
  actor_type: "agent",
  subject: "robot",
  from_rev: 3,
  to_rev: 7,
  commits: 3,
  began_at: "2026-01-31T09:30:00.000Z",
  last_at: "2026-01-31T09:31:00.000Z",
};

function line(rev: number, more: Partial<CommitLine> = {}): CommitLine {
  const about = {
    actor_id: "ann",
    event_id: `c:${rev}`,
    ts: RUN.last_at,
    actor_type: "human",
    subject: "ann",
  } as const;
  return { type: "op_committed", rev, ops: [], ...about, ...more };
}

describe("AR6 runs in words", () => {
  test("say how much they are", () => {
    expect(extentInWords(RUN)).toBe("3 changes, revisions 3 to 7");
    expect(extentInWords({ ...RUN, commits: 1, from_rev: 7 })).toBe("1 change, revision 7");
    expect(problemsInWords(["CANVAS_FROZEN", "NEW_CODE"])).toBe(
      "Not all was made of it: the canvas was frozen, NEW_CODE.",
    );
  });

  test("say what they are for, as their author said it first", () => {
    const [first, later] = [
      line(3, { intent: { run_id: "r", label: "Draw", reason: "A plan" } }),
      line(5, { intent: { run_id: "r", label: "Move" } }),
    ];
    expect(purposeOf(RUN, [later, first])).toBe("A plan");
    expect(purposeOf(RUN, [later])).toBe("Move");
    expect(purposeOf(RUN, [line(4, { intent: { run_id: "other", label: "No" } })])).toBeUndefined();
  });

  test("give replays their names", () => {
    const summary = { from_rev: 0, to_rev: 7, mode: "full", entries: 1, duration_ms: 1, state_hash: "" } as const;
    const replay = (more: object) => ({
      id: "art_1",
      canvas_id: "c",
      size: 1,
      created_at: RUN.last_at,
      created_by: "ann",
      summary: { ...summary, ...more },
    });
    expect(replayInWords(replay({ actor: null, run_id: null }), [RUN])).toBe("All changes");
    expect(replayInWords(replay({ actor: "bob" }), [RUN])).toBe("The work of bob");
    expect(replayInWords(replay({ run_id: "r" }), [RUN])).toBe("The run of robot");
    expect(replayInWords(replay({ run_id: "forgotten" }), [RUN])).toBe("A run");
  });
});

describe("AR6 the list of runs", () => {
  /** A server with so many runs, which gives no more than 1,000 at once. */
  function holding(total: number): { server: Connection; asked: string[] } {
    const asked: string[] = [];
    const answer = async (input: RequestInfo | URL) => {
      const { pathname, search, searchParams } = new URL(String(input));
      asked.push(pathname + search);
      if (total === 0) return new Response("{}", { status: 404 });
      const end = Number(searchParams.get("cursor") ?? total);
      const begin = Math.max(0, end - Math.min(1_000, Number(searchParams.get("limit"))));
      const runs = Array.from({ length: end - begin }, (_, at) => ({ ...RUN, run_id: String(end - at) }));
      return new Response(JSON.stringify({ runs, next: begin > 0 ? String(begin) : null }));
    };
    return { server: new Connection({ baseUrl: "http://easel.test", token: "t", fetch: answer }), asked };
  }

  test("has as many of the newest as are asked for, and says whether there are more", async () => {
    const { server, asked } = holding(150);
    const first = await runsOf(server, "a b", 100);
    expect([first.runs.length, first.runs[0]!.run_id, first.hasMore]).toEqual([100, "150", true]);
    const all = await runsOf(server, "a b", 200);
    expect([all.runs.length, all.runs[149]!.run_id, all.hasMore]).toEqual([150, "1", false]);
    expect(asked).toEqual(["/canvas/a%20b/runs?limit=100", "/canvas/a%20b/runs?limit=200"]);
  });

  test("goes from page to page where one answer does not hold them", async () => {
    const { server, asked } = holding(2_500);
    const { runs, hasMore } = await runsOf(server, "c", 2_100);
    expect(new Set(runs.map(({ run_id }) => run_id)).size).toBe(2_100);
    expect(hasMore).toBe(true);
    expect(asked.map((url) => url.split("?")[1])).toEqual([
      "limit=1000",
      "limit=1000&cursor=1500",
      "limit=100&cursor=500",
    ]);
  });

  test("is empty for a canvas that nobody has made yet", async () => {
    expect(await runsOf(holding(0).server, "c", 100)).toEqual({ runs: [], hasMore: false });
  });

  test("becomes another with commits of runs, undos and redos, and no others", () => {
    expect(changesRuns(line(8, { intent: { run_id: "r" } }))).toBe(true);
    expect(changesRuns(line(8, { undo_of: 7 }))).toBe(true);
    expect(changesRuns(line(9, { redo_of: 8 }))).toBe(true);
    expect(changesRuns(line(8, { intent: { label: "Draw" } }))).toBe(false);
    expect(changesRuns(line(8, { restore_of: 3 }))).toBe(false);
  });
});

test("TF5 what was erased is said to be, and where it ends", () => {
  const erased = { erased: { ops_hash: "0" } };
  expect(commitInWords(line(3, erased))).toBe("made a change that was erased");
  expect(floorIn([line(5), line(4, erased), line(3, erased)])).toBe(4);
  expect(floorIn([line(5)])).toBe(0);
});
