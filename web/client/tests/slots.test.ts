import { describe, expect, test } from "vitest";
import { MemoryPendingStore, type PendingRecord } from "../src/pending.js";
import { adopted, slotIn } from "../src/slots.js";

const LEFT: PendingRecord = {
  ...{ scope: "s", slot: "left", epoch: "e", rev: 1 },
  edits: [{ key: "k", ops: [], count: 0, size: 0 }],
};

/** A store that fails the second time that it is read: while a slot is held. */
class FlakyStore extends MemoryPendingStore {
  #loads = 0;

  override async load(scope: string): Promise<PendingRecord[]> {
    if (++this.#loads === 2) throw new DOMException("not now", "UnknownError");
    return super.load(scope);
  }
}

async function flaky(): Promise<FlakyStore> {
  const store = new FlakyStore();
  await store.save(LEFT);
  return store;
}

describe("a store that fails while a slot is being adopted", () => {
  test("holds it for nobody: the next session adopts it", async () => {
    const store = await flaky();
    await expect(adopted(store, "s")).rejects.toThrow("not now");
    expect(await adopted(store, "s")).toMatchObject({ slot: "left", record: LEFT });
  });

  test("leaves the session in memory, with an error, and the slot to the next", async () => {
    const store = await flaky();
    expect(await slotIn(store, "s")).toMatchObject({ error: { code: "STORE" } });
    expect((await slotIn(store, "s")).slot.record).toEqual(LEFT);
  });
});

test("a slot whose edits were sent meanwhile is given back", async () => {
  const store = new MemoryPendingStore();
  await store.save(LEFT);
  const { hold } = store;
  store.hold = async (scope, slot) => {
    await store.clear(scope, slot);
    return hold.call(store, scope, slot);
  };
  expect(await adopted(store, "s")).toBeUndefined();
  expect(await hold.call(store, "s", "left")).toBeDefined();
});
