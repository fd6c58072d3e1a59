// One client of a fleet: edits a canvas on a real server at random, loses its network now and then, sends all it has,
// and prints what it came to as one line of JSON. All members must print the same hash for the same revision.
//   node fleet-member.js --url http://127.0.0.1:5080 --token T --canvas c1 --seed 1 --count 200 [--hold]
// With --hold it writes "flushed" to standard error when nothing is left to send, and ends when standard input ends.
import { parseArgs } from "node:util";
import { type CanvasSession, EaselClient, MemoryPendingStore, stateHash } from "../src/index.js";
import { FlakyNetwork } from "./flaky-network.js";
import { RandomEdits } from "./random-edits.js";

const { values } = parseArgs({
  options: {
    url: { type: "string" },
    token: { type: "string" },
    canvas: { type: "string" },
    seed: { type: "string", default: "1" },
    count: { type: "string", default: "100" },
    hold: { type: "boolean", default: false },
  },
});
const { url, token, canvas } = values;
if (!url || !token || !canvas) {
  console.error("fleet-member: --url, --token and --canvas are needed.");
  process.exit(2);
}

const seed = Number(values.seed);
const random = new RandomEdits(seed, `ts${seed}`);
const network = new FlakyNetwork();
const pendingStore = new MemoryPendingStore();
const client = new EaselClient({ baseUrl: url, token, fetch: network.fetch, pendingStore, actorId: `ts-${seed}` });
const counts = { edits: 0, conflicts: 0, rebased: 0, dropped: 0, undone: 0, reopened: 0, refused: 0 };

let session = await opened();
const undos: Promise<void>[] = [];
for (let step = 0; step < Number(values.count); step++) {
  if (random.next(15) === 0) network.isOffline = !network.isOffline;
  if (random.next(60) === 0) await reopen();
  if (random.next(12) === 0) undos.push(undo(session));
  else edit(session);
  await pause(random.next(12));
}

network.isOffline = false;
await Promise.all(undos);
await session.flush();
if (values.hold) {
  console.error("flushed");
  for await (const _ of process.stdin);
}
const { head_rev } = await client.record(canvas);
while (session.rev < head_rev) await pause(10);
const { reopened, refused, ...shown } = counts;
const result = {
  rev: session.rev,
  hash: stateHash(session.confirmed),
  ...shown,
  outages: network.outages,
  reopened,
  refused,
};
await session.close();
console.log(JSON.stringify(result));

async function opened(): Promise<CanvasSession> {
  const session = await client.open(canvas!);
  session.on("commit", ({ line, isMine }) => {
    if (isMine && line.rebased_from !== undefined) counts.rebased++;
    if (!isMine && session.pending > 0) counts.conflicts++;
  });
  session.on("dropped", ({ ops }) => {
    counts.dropped += ops.length;
  });
  session.on("refused", ({ error }) => {
    counts.refused++;
    console.error(`refused: ${error.code} ${error.message}`);
  });
  return session;
}

/** The program ends with edits unsent, and another goes on. */
async function reopen(): Promise<void> {
  network.isOffline = false;
  await session.close();
  session = await opened();
  counts.reopened++;
}

function edit(session: CanvasSession): void {
  const isTyping = random.next(3) === 0;
  const batches = isTyping
    ? random.typing(session.view).map((op) => [op])
    : [random.batch(session.view, 1 + random.next(3))];
  for (const ops of batches) {
    const result = session.edit(ops, isTyping ? { merge: "typing" } : {});
    if (!result.accepted) throw new Error(`op ${result.op_index}: ${result.reason}`);
    counts.edits++;
  }
}

async function undo(session: CanvasSession): Promise<void> {
  const result = await (random.next(4) === 0 ? session.redo() : session.undo());
  if (result.outcome === "committed") counts.undone++;
  if (result.outcome === "refused" && result.error.status !== 404) throw result.error;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
