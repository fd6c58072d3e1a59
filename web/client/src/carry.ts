import type { Canvas } from "./canvas.js";
import { asSent, type DroppedEditOp, type PendingEdit, type PendingOp } from "./pending-edit.js";
import type { MissedOps, rebase } from "./rebase.js";
import { apply, Misfit } from "./reducer.js";

/** What edits lost, each by the key of its edit. */
export type Lost = readonly (DroppedEditOp & { readonly key: string })[];

/** Pending edits as they go on, and what was lost on the way. */
export interface Carried {
  readonly edits: readonly PendingEdit[];
  readonly lost: Lost;
}

/**
 * Carries edits over what was committed. All ops of all edits go in one batch, so that each meets what is left of the
 * committed ops after those before it.
 */
export function carried(
  edits: readonly PendingEdit[],
  missed: readonly MissedOps[],
  rebaseOver: typeof rebase,
): Carried {
  const flat = edits.flatMap((edit, owner) => edit.ops.map((one) => ({ edit, owner, ...one })));
  const rebased = rebaseOver(
    flat.map(({ op }) => op),
    missed,
  );
  const ops: PendingOp[][] = edits.map(() => []);
  for (const { op_index, op } of rebased.ops) ops[flat[op_index]!.owner]!.push({ index: flat[op_index]!.index, op });
  const lost = rebased.dropped.map(({ op_index, reason }) => {
    const { edit, index, op } = flat[op_index]!;
    return { key: edit.key, op_index: index, op: asSent(op), reason };
  });
  return { edits: edits.map((edit, owner) => ({ ...edit, ops: ops[owner]! })), lost };
}

/** Folds edits anew on a state. What has no ops left is gone: the server has nothing left of it either. */
export function refolded(edits: readonly PendingEdit[], onto: Canvas): Carried {
  const lost: (DroppedEditOp & { key: string })[] = [];
  let state = onto;
  const kept = edits.flatMap((edit) => {
    const ops = edit.ops.filter(({ index, op }) => {
      const next = apply(state, op);
      if (!(next instanceof Misfit)) state = next;
      else lost.push({ key: edit.key, op_index: index, op: asSent(op), reason: "DOES_NOT_FIT" });
      return !(next instanceof Misfit);
    });
    return ops.length > 0 ? [{ ...edit, ops, after: state }] : [];
  });
  return { edits: kept, lost };
}
