import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { canonical, stateHash } from "../src/canonical.js";
import { Canvas } from "../src/canvas.js";
import { inverse } from "../src/inverse.js";
import type { Op } from "../src/op.js";
import { readOps } from "../src/op-shape.js";
import { type MissedOps, rebase } from "../src/rebase.js";
import { fold, Misfit } from "../src/reducer.js";
import { sha256 } from "../src/sha256.js";
import type { WireOp } from "../src/wire/ops.js";
import type { CanvasState } from "../src/wire/state.js";
import { readCommitted } from "./read-committed.js";

type Vector<T> = T & { readonly name: string; readonly rule: string };

function vectors<T>(file: string, atLeast: number): Vector<T>[] {
  const read = JSON.parse(readFileSync(new URL(`../../../conformance/${file}`, import.meta.url), "utf8"));
  expect(read.length).toBeGreaterThanOrEqual(atLeast);
  return read;
}

function folded(canvas: Canvas, ops: readonly Op[]): Canvas {
  const after = fold(canvas, ops);
  if (after instanceof Misfit) throw new Error(`op ${after.op_index}: ${after.reason}`);
  return after;
}

/** As the wire has it, without members that are undefined. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

type Reduced = { state: CanvasState; state_hash: string } | { misfit: true; op_index: number };

describe("OP7 reducer.json", () => {
  for (const vector of vectors<{ state: CanvasState; ops: WireOp[]; result: Reduced }>("reducer.json", 150)) {
    test(`${vector.rule}: ${vector.name}`, () => {
      const after = fold(Canvas.of(vector.state), readCommitted(vector.ops));
      const result =
        after instanceof Misfit
          ? { misfit: true, op_index: after.op_index }
          : { state: plain(after), state_hash: stateHash(after) };
      expect(result).toEqual(vector.result);
    });
  }
});

describe("OP7 inverse.json", () => {
  type Inverse = { state: CanvasState; ops: WireOp[]; inverse: WireOp[]; back_hash: string };
  for (const vector of vectors<Inverse>("inverse.json", 60)) {
    test(`${vector.rule}: ${vector.name}`, () => {
      const [state, ops] = [Canvas.of(vector.state), readCommitted(vector.ops)];
      const back = inverse(state, ops);
      expect(plain(back)).toEqual(vector.inverse);
      expect(stateHash(folded(folded(state, ops), back))).toBe(vector.back_hash);
    });
  }
});

describe("OP7 rebase.json", () => {
  type Rebasing = {
    state: CanvasState;
    pending: WireOp[];
    committed: WireOp[][];
    rebased: { op_index: number; op: WireOp }[];
    dropped: { op_index: number; reason: string }[];
    state_hash: string;
  };
  for (const vector of vectors<Rebasing>("rebase.json", 180)) {
    test(`${vector.rule}: ${vector.name}`, () => {
      let head = Canvas.of(vector.state);
      const missed: MissedOps[] = [];
      for (const ops of vector.committed.map(readCommitted)) {
        missed.push({ before: head, ops });
        head = folded(head, ops);
      }
      const rebased = rebase(readCommitted(vector.pending), missed);
      expect(plain(rebased)).toEqual({ ops: vector.rebased, dropped: vector.dropped });
      expect(
        stateHash(
          folded(
            head,
            rebased.ops.map((one) => one.op),
          ),
        ),
      ).toBe(vector.state_hash);
    });
  }
});

describe("OP7 canonical.json", () => {
  for (const vector of vectors<{ json: string; canonical: string; sha256: string }>("canonical.json", 40)) {
    test(`${vector.rule}: ${vector.name}`, () => {
      const text = canonical(JSON.parse(vector.json));
      expect(text).toBe(vector.canonical);
      expect(sha256(new TextEncoder().encode(text))).toBe(vector.sha256);
    });
  }
});

describe("OP7 shape.json", () => {
  for (const vector of vectors<{ op: unknown; verdict: "ok" | "refused" }>("shape.json", 200)) {
    test(`${vector.rule}: ${vector.name}`, () => {
      expect(readOps([vector.op]) instanceof Misfit ? "refused" : "ok").toBe(vector.verdict);
    });
  }
});
