import type { Canvas, ClientOp } from "@easel/client";

/** Where atoms go among their siblings. */
export type Order = "front" | "forward" | "backward" | "back";

/** Moves atoms to the front or back; their order among each other stays. */
export function orderOps(canvas: Canvas, ids: ReadonlySet<string>, order: Order): ClientOp[] {
  const parents = new Set([...ids].map((id) => canvas.find(id)).flatMap((atom) => (atom ? [atom.parent_id] : [])));
  return [...parents].flatMap((parent) => orderAmong(canvas.siblings(parent), parent, ids, order));
}

function orderAmong(
  siblings: readonly string[],
  parent: string | null,
  ids: ReadonlySet<string>,
  order: Order,
): ClientOp[] {
  const goesUp = order === "front" || order === "forward";
  let list = [...siblings];
  const ops: ClientOp[] = [];
  // Those that go first make room for the others, and none passes another that is moved too.
  const moving = list.filter((id) => ids.has(id));
  for (const id of goesUp ? moving.reverse() : moving) {
    const at = list.indexOf(id);
    const to = target(list, at, ids, order);
    if (to === at) continue;
    list = list.toSpliced(at, 1).toSpliced(to, 0, id);
    ops.push({ kind: "move", atom_id: id, new_parent_id: parent, new_index: to });
  }
  return ops;
}

function target(list: readonly string[], at: number, ids: ReadonlySet<string>, order: Order): number {
  const step = order === "front" || order === "forward" ? 1 : -1;
  const isFar = order === "front" || order === "back";
  let to = at;
  while (list[to + step] !== undefined && !ids.has(list[to + step]!)) {
    to += step;
    if (!isFar) break;
  }
  return to;
}
