import type { Op } from "../src/op.js";
import { readCommitted as read } from "../src/op-shape.js";
import { Misfit } from "../src/reducer.js";
import type { WireOp } from "../src/wire/ops.js";

/** The ops of a commit, which must be known. */
export function readCommitted(ops: readonly WireOp[]): Op[] {
  const known = read(ops);
  if (known instanceof Misfit) throw new Error(known.reason);
  return known;
}
