import type { Canvas } from "./canvas.js";
import { commute, cross } from "./crossing.js";
import type { Op } from "./op.js";
import { apply, Misfit } from "./reducer.js";
import type { DroppedOp, DropReason } from "./wire/commands.js";

/** The ops of one commit, and the canvas that it was made on. */
export interface MissedOps {
  readonly before: Canvas;
  readonly ops: readonly Op[];
}

/** An op after a rebase, and the place of the op that it came from. */
export interface RebasedOp {
  readonly op_index: number;
  readonly op: Op;
}

/** What became of ops in a rebase. What is in neither list came true by itself. */
export interface Rebased {
  readonly ops: readonly RebasedOp[];
  readonly dropped: readonly DroppedOp[];
}

/**
 * Transforms pending ops, built on the state before the first of `missed`, over committed ones (SPEC RB). The server
 * uses the same function, so an edit that it rebases ends as its author's own pending edit does.
 *
 * This is the grid of SPEC RB7: each pending op is carried over each committed op, and what is committed is carried
 * over each pending op in return, because the second pending op was built on a canvas where the first had already
 * happened.
 */
export function rebase(ops: readonly Op[], missed: readonly MissedOps[]): Rebased {
  let pending: readonly RebasedOp[] = ops.map((op, op_index) => ({ op_index, op }));
  const dropped = new Map<number, DropReason>();
  for (const { before, ops: committed } of missed) {
    if (pending.every(({ op }) => committed.every((other) => commute(op, other)))) continue;
    pending = crossAll(pending, committed, before, dropped).pending;
  }
  const kept = new Set(pending.map((one) => one.op_index));
  const lost = [...dropped].filter(([op_index]) => !kept.has(op_index)).sort(([a], [b]) => a - b);
  return { ops: pending, dropped: lost.map(([op_index, reason]) => ({ op_index, reason })) };
}

type Grid = { readonly pending: readonly RebasedOp[]; readonly committed: readonly Op[] };

function crossAll(
  pending: readonly RebasedOp[],
  committed: readonly Op[],
  before: Canvas,
  dropped: Map<number, DropReason>,
): Grid {
  const rebased: RebasedOp[] = [];
  let [others, state] = [committed, before];
  for (const one of pending) {
    const crossed = crossOne(one, others, state, dropped);
    rebased.push(...crossed.pending);
    others = crossed.committed;
    state = applied(state, one.op);
  }
  return { pending: rebased, committed: others };
}

function crossOne(one: RebasedOp, committed: readonly Op[], before: Canvas, dropped: Map<number, DropReason>): Grid {
  let [kept, state]: [readonly RebasedOp[], Canvas] = [[one], before];
  const over: Op[] = [];
  for (const other of committed) {
    const only = kept.length === 1 ? kept[0] : undefined;
    if (kept.every(({ op }) => commute(op, other))) over.push(other);
    else if (only !== undefined) {
      const crossed = cross(only.op, other, state);
      if (crossed.dropped && !dropped.has(only.op_index)) dropped.set(only.op_index, crossed.dropped);
      kept = crossed.pending.map((op) => ({ op_index: one.op_index, op }));
      over.push(...crossed.committed);
    } else {
      const crossed = crossAll(kept, [other], state, dropped);
      kept = crossed.pending;
      over.push(...crossed.committed);
    }
    state = applied(state, other);
  }
  return { pending: kept, committed: over };
}

/** An op that never fitted changes nothing. */
function applied(state: Canvas, op: Op): Canvas {
  const next = apply(state, op);
  return next instanceof Misfit ? state : next;
}
