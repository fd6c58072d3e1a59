import { readFileSync } from "node:fs";
import { stateHash } from "@easel/client";
import { type ReplayFile, ReplayPlayer, replayInMemory } from "@easel/client/player";
import { expect, test } from "vitest";
import { clockFace, lengthInWords } from "../src/replay/moment.js";
import { Played } from "../src/replay/played.js";
import { replaysHref, routeIn } from "../src/shell/route.js";

test("replays have addresses of their own", () => {
  expect(routeIn(replaysHref("a/b"))).toEqual({ page: "replays", canvasId: "a/b" });
  expect(routeIn(replaysHref("c", "art_1"))).toEqual({ page: "replay", canvasId: "c", replayId: "art_1" });
  expect(routeIn("#/canvas/c")).toEqual({ page: "canvas", canvasId: "c" });
  for (const hash of ["#/canvas/c/other", "#/canvas//replays", "#/canvas/%/replays", "#/canvas/c/replays/a/b"])
    expect(routeIn(hash)).toEqual({ page: "list" });
});

test("moments and lengths are told as people say them", () => {
  expect([0, 65_000, 7_389_000].map(clockFace)).toEqual(["0:00", "1:05", "2:03:09"]);
  expect([200, 1_000, 150_000, 172_800_000].map(lengthInWords)).toEqual([
    "Less than a second",
    "1 second",
    "3 minutes",
    "2 days",
  ]);
});

test("what is shown follows the player, and frames that are none are not", async () => {
  const url = new URL("../../../conformance/replay/full.replay.json", import.meta.url);
  const file = JSON.parse(readFileSync(url, "utf8")) as ReplayFile;
  const from = { subject: "ann", actor_type: "human" };
  const cursor = { type: "gesture", from, data: { kind: "cursor", actor_id: "ann", payload: { x: 1, y: 2 } } };
  const frames = [null, 7, "x", {}, { type: "gesture" }, { type: "gesture", data: {}, from: {} }, cursor];
  const keyframes = file.keyframes.map((entry, at) =>
    at === 2 && "ops" in entry ? { ...entry, gestures: frames.map((frame) => ({ t: entry.t, frame })) } : entry,
  );
  let [now, call] = [0, () => {}];
  const clock = {
    now: () => now,
    after: (ms: number, next: () => void) => {
      call = () => {
        now += ms;
        next();
      };
      return () => {};
    },
  };
  const player = await ReplayPlayer.open(replayInMemory({ ...file, keyframes }), { clock, speed: 100 });
  const played = new Played(player);
  const stop = played.follow();
  await player.play();
  for (let ticks = 0; played.isPlaying.get() && ticks < 10_000; ticks++) {
    call();
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(played.ending.get()).toEqual({ stateHash: file.state_hash, exact: true });
  expect(stateHash(played.view)).toBe(file.state_hash);
  expect(played.rev.get()).toBe(file.to_rev);
  expect([...played.others.pointers.get().values()].map(({ x, y }) => [x, y])).toEqual([[1, 2]]);
  expect(played.last.get()?.by[0]?.actor_id).toBeTruthy();
  await player.seek({ t: 0 });
  expect([played.others.pointers.get().size, played.ending.get(), played.last.get()]).toEqual([
    0,
    undefined,
    undefined,
  ]);
  stop();
});
