import type { CommitLine } from "@easel/client";
import { describe, expect, test } from "vitest";
import { commitInWords, floorIn } from "../src/history/commit-words.js";
import { replayInWords } from "../src/replay/replay-words.js";
import { extentInWords, problemsInWords, purposeOf, undoneIn } from "../src/runs/run-words.js";
import type { Run } from "../src/runs/runs.js";

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

  test("are undone by what takes all of them back, until that is done again", () => {
    const parts = [7, 5, 3].map((rev) => ({ rev, ops: 1 }));
    const undo = line(9, { undo_of: 7, undoes: parts });
    expect(undoneIn(RUN, [undo])).toBe(9);
    expect(undoneIn(RUN, [line(9, { undo_of: 7, undoes: parts.slice(1) })])).toBeUndefined();
    expect(undoneIn(RUN, [line(9, { undo_of: 7 })])).toBeUndefined();
    expect(undoneIn({ ...RUN, commits: 1 }, [line(9, { undo_of: 7 })])).toBe(9);
    expect(undoneIn(RUN, [line(10, { redo_of: 9 }), undo])).toBeUndefined();
    expect(undoneIn(RUN, [])).toBeUndefined();
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

test("TF5 what was erased is said to be, and where it ends", () => {
  const erased = { erased: { ops_hash: "0" } };
  expect(commitInWords(line(3, erased))).toBe("made a change that was erased");
  expect(floorIn([line(5), line(4, erased), line(3, erased)])).toBe(4);
  expect(floorIn([line(5)])).toBe(0);
});
