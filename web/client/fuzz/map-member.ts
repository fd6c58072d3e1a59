// One editor of a map on a real server, beside others: makes lights at random, takes some back, follows what the others
// do, and prints what it came to as one line of JSON. What is stale is looked at and decided anew, as a person would.
//   node map-member.js --url http://127.0.0.1:5080 --token T --map box.json --count 100
import { parseArgs } from "node:util";
import { EaselMaps, type MapResult } from "../src/maps.js";

const { values } = parseArgs({
  options: {
    url: { type: "string" },
    token: { type: "string" },
    map: { type: "string" },
    count: { type: "string", default: "100" },
  },
});
const { url, token, map: path } = values;
if (!url || !token || !path) {
  console.error("map-member: --url, --token and --map are needed.");
  process.exit(2);
}

const map = await new EaselMaps({ baseUrl: url, token }).open(path);
const counts = { made: 0, undone: 0, stale: 0 };
const heard: number[] = [];
map.on("state", ({ revision, cause }) => {
  if (cause === "edit" || cause === "undo") heard.push(revision);
});
map.on("error", (error) => console.error(`${error.code} ${error.message}`));
map.follow();
while (map.status !== "live") await pause(5);

for (let step = 0; step < Number(values.count); step++) {
  const isUndo = step % 7 === 6;
  const result = await (isUndo ? map.undo() : map.edit({ kind: "map-edit/create-light", at: { x: step, y: 2 } }));
  if (isDone(result)) counts[isUndo ? "undone" : "made"]++;
  await pause(Math.random() * 8);
}
await map.save();

// What others did last may still be on its way.
const last = await map.refresh();
while ((heard.at(-1) ?? 0) < last.revision) await pause(10);
const isWhole = heard.every((revision, at) => at === 0 || revision === heard[at - 1]! + 1);
console.log(JSON.stringify({ ...counts, heard: heard.length, isWhole, revision: map.snapshot.revision }));
await map.close();

function isDone(result: MapResult<unknown>): boolean {
  if (result.ok) return true;
  if (result.error.code !== "map-edit/stale-revision") throw new Error(JSON.stringify(result.error));
  counts.stale++;
  return false;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
