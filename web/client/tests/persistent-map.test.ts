import { expect, test } from "vitest";
import { RandomEdits } from "../fuzz/random-edits.js";
import { PersistentMap } from "../src/persistent-map.js";

test("is a map, and every earlier state of it stays as it was", () => {
  for (let seed = 0; seed < 20; seed++) {
    const random = new RandomEdits(seed);
    let map = PersistentMap.empty<number>();
    const wanted = new Map<string, number>();
    const earlier: [PersistentMap<number>, Map<string, number>][] = [];
    for (let step = 0; step < 2_000; step++) {
      const key = `k${random.next(seed < 10 ? 30 : 1_500)}`;
      if (random.next(3) === 0) {
        map = map.delete(key);
        wanted.delete(key);
      } else {
        map = map.set(key, step);
        wanted.set(key, step);
      }
      if (step % 500 === 0) earlier.push([map, new Map(wanted)]);
    }
    for (const [then, was] of [...earlier, [map, wanted] as const]) {
      expect(then.size, `seed ${seed}`).toBe(was.size);
      expect(new Map(then)).toEqual(was);
      expect([...then.keys()].every((key) => then.get(key) === was.get(key))).toBe(true);
    }
  }
});

test("holds keys of the same hash", () => {
  // FNV-1a: these two meet in all 32 bits.
  const twins = ["costarring", "liquid"];
  let map = PersistentMap.empty<string>();
  for (let n = 0; n < 100; n++) map = map.set(`filler${n}`, "f");
  for (const key of twins) map = map.set(key, key);
  expect(twins.map((key) => map.get(key))).toEqual(twins);
  map = map.delete("liquid");
  expect(twins.map((key) => map.get(key))).toEqual(["costarring", undefined]);
  expect(map.size).toBe(101);
});
