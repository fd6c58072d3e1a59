// What a seek costs: node fuzz/dist/fuzz/replay-bench.js FILE, a replay as `.../artifacts/{id}/content` gives it.
import { readFileSync } from "node:fs";
import { stateHash } from "../src/index.js";
import { RangedReplay, ReplayPlayer } from "../src/player.js";

const SEEKS = 500;
const bytes = readFileSync(process.argv[2]!);

async function fetchRange(_url: string, init: RequestInit): Promise<Response> {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec((init.headers as Record<string, string>).Range!)!;
  const start = from === "" ? Math.max(0, bytes.length - Number(to)) : Number(from);
  const end = from === "" ? bytes.length : Math.min(Number(to) + 1, bytes.length);
  const headers = { "Content-Range": `bytes ${start}-${end - 1}/${bytes.length}` };
  return new Response(new Uint8Array(bytes.subarray(start, end)), { status: 206, headers });
}

const opened = performance.now();
const player = await ReplayPlayer.open(await RangedReplay.open("file", { fetch: fetchRange }));
console.log(`${bytes.length} bytes, ${player.head.to_rev - player.head.from_rev} commits`);
console.log(`open: ${(performance.now() - opened).toFixed(1)} ms`);
const times: number[] = [];
let seed = 7;
for (let i = 0; i < SEEKS; i++) {
  seed = (seed * 48_271) % 0x7fffffff;
  const start = performance.now();
  await player.seek({ t: (seed / 0x7fffffff) * player.duration });
  times.push(performance.now() - start);
}
times.sort((a, b) => a - b);
const at = (share: number) => times[Math.floor((times.length - 1) * share)]!.toFixed(2);
console.log(`${SEEKS} seeks: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms`);
await player.seek({ t: player.duration });
console.log(stateHash(player.state) === player.stateHash ? "the end is exact" : "THE END IS WRONG");
