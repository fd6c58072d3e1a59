// What an edit costs on a large canvas: node fuzz/dist/fuzz/fold-bench.js
import { apply, Canvas, type ClientOp, Misfit, OptimisticCanvas, readOps, stateHash } from "../src/index.js";
import { RandomEdits } from "./random-edits.js";

const ATOMS = 10_000;
const OPS = 10_000;
const id = (n: number) => `atom-${n}-0b6f3c1e-8a3f-4a52`;
const random = new RandomEdits(7);

function measured<T>(what: string, count: number, work: () => T): T {
  const start = performance.now();
  const result = work();
  const ms = performance.now() - start;
  console.log(`${what}: ${ms.toFixed(1)} ms, ${((ms * 1_000) / count).toFixed(2)} µs each`);
  return result;
}

function folded(canvas: Canvas, ops: readonly ClientOp[]): Canvas {
  const read = readOps(ops);
  if (read instanceof Misfit) throw new Error(read.reason);
  let state = canvas;
  for (const op of read) {
    const next = apply(state, op);
    if (next instanceof Misfit) throw new Error(next.reason);
    state = next;
  }
  return state;
}

// A hundred groups of a hundred.
const adds = Array.from({ length: ATOMS }, (_, n): ClientOp => {
  const atom = { id: id(n), type: "text", properties: { text: "hello", x: n, y: n } };
  return n < 100 ? { kind: "add", atom } : { kind: "add", atom, parent_id: id(n % 100) };
});
const mixed = Array.from({ length: OPS }, (_, n): ClientOp => {
  const atom_id = id(100 + random.next(ATOMS - 100));
  if (n % 4 === 0) return { kind: "update", atom_id, properties: { x: n, y: n } };
  if (n % 4 === 1) return { kind: "insert_text", atom_id, property: "text", at: 0, text: "x" };
  if (n % 4 === 2) return { kind: "move", atom_id, new_parent_id: id(random.next(100)), new_index: 0 };
  return { kind: "set_meta", key: "title", value: n };
});

const canvas = measured(`add ${ATOMS} atoms`, ATOMS, () => folded(Canvas.empty, adds));
measured(`fold ${OPS} mixed ops over ${ATOMS} atoms`, OPS, () => folded(canvas, mixed));
const state = canvas.toJSON();
measured("read the state of a snapshot", 1, () => Canvas.of(state));
measured("hash", 1, () => stateHash(canvas));

const document = new OptimisticCanvas(canvas, 1, "e");
measured("1,000 keystrokes, merged, shown at once", 1_000, () => {
  for (let n = 0; n < 1_000; n++) {
    document.edit([{ kind: "insert_text", atom_id: id(5_000), property: "text", at: n, text: "x" }], `k${n}`, {
      merge: "m",
    });
  }
});
const line = { type: "op_committed", actor_id: "o", event_id: "", ts: "", actor_type: "human", subject: "o" } as const;
measured(`1,000 commits of others meet ${document.pending.length} pending edits`, 1_000, () => {
  for (let n = 0; n < 1_000; n++) {
    const op: ClientOp = { kind: "update", atom_id: id(100 + n), properties: { x: n } };
    document.commit({ ...line, rev: n + 2, ops: [op] });
  }
});
