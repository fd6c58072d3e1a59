import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { beforeAll, describe, expect, test } from "vitest";
import { IndexedDbPendingStore, MemoryPendingStore, type PendingRecord, type PendingStore } from "../src/pending.js";

/** Locks of one origin, as all its tabs share them. */
class OriginLocks {
  readonly #held = new Set<string>();

  async request(name: string, _options: LockOptions, run: (lock: Lock | null) => unknown): Promise<void> {
    if (this.#held.has(name)) return void (await run(null));
    this.#held.add(name);
    await run({ name, mode: "exclusive" });
    this.#held.delete(name);
  }
}

beforeAll(() => {
  globalThis.IDBKeyRange = IDBKeyRange;
});

function record(scope: string, slot: string, rev: number): PendingRecord {
  return { scope, slot, epoch: "e", rev, edits: [{ key: "k", ops: [], count: 0, size: 0 }] };
}

const stores: Record<string, () => [PendingStore, PendingStore]> = {
  MemoryPendingStore: () => {
    const store = new MemoryPendingStore();
    return [store, store];
  },
  "IndexedDbPendingStore, from two tabs": () => {
    const [database, locks] = [new IDBFactory(), new OriginLocks() as unknown as LockManager];
    return [new IndexedDbPendingStore(database, locks), new IndexedDbPendingStore(database, locks)];
  },
};

test("a database that could not be opened once is tried again", async () => {
  const [whole, locks] = [new IDBFactory(), new OriginLocks() as unknown as LockManager];
  let isBroken = true;
  const flaky = {
    open: (...given: Parameters<IDBFactory["open"]>) => {
      if (isBroken) throw new DOMException("not now", "UnknownError");
      return whole.open(...given);
    },
  } as unknown as IDBFactory;
  const store = new IndexedDbPendingStore(flaky, locks);
  await expect(store.load("a")).rejects.toThrow("not now");
  isBroken = false;
  await store.save(record("a", "1", 1));
  expect(await store.load("a")).toEqual([record("a", "1", 1)]);
});

for (const [name, make] of Object.entries(stores)) {
  describe(name, () => {
    test("keeps one record for each scope and slot", async () => {
      const [one, two] = make();
      await one.save(record("a", "1", 1));
      await one.save(record("a", "1", 2));
      await two.save(record("a", "2", 3));
      await two.save(record("ab", "1", 4));
      expect(await two.load("a")).toEqual([record("a", "1", 2), record("a", "2", 3)]);
      expect(await one.load("ab")).toEqual([record("ab", "1", 4)]);
      expect(await one.load("")).toEqual([]);
    });

    test("forgets what is cleared", async () => {
      const [one, two] = make();
      await one.save(record("a", "1", 1));
      await two.clear("a", "1");
      await two.clear("a", "1");
      expect(await one.load("a")).toEqual([]);
    });

    test("a slot is held by one, until it lets go", async () => {
      const [one, two] = make();
      const release = await one.hold("a", "1");
      expect(await two.hold("a", "1")).toBeUndefined();
      expect(await two.hold("a", "2")).toBeDefined();
      release!();
      await new Promise((resolve) => setTimeout(resolve));
      expect(await two.hold("a", "1")).toBeDefined();
    });
  });
}
