import { Deadline } from "./deadline.js";
import { notKept, type Slot } from "./keeper.js";
import { MemoryPendingStore, type PendingRecord, type PendingStore } from "./pending.js";
import type { EaselError } from "./problem.js";
import { newKey } from "./unique.js";

/** A store that has said nothing for so long does not work: some browsers leave a database closed without a word. */
export const STORE_SILENCE_MAX_MS = 5_000;

/** A slot that is held, with what another session left behind in it. */
export interface TakenSlot extends Slot {
  readonly record?: PendingRecord | undefined;
}

/** The first slot that holds edits and that no living session holds. */
export async function adopted(store: PendingStore, scope: string): Promise<TakenSlot | undefined> {
  for (const { slot } of await store.load(scope)) {
    const release = await store.hold(scope, slot);
    if (!release) continue;
    let record: PendingRecord | undefined;
    try {
      // Only what is there while the slot is held has been left behind.
      record = (await store.load(scope)).find((one) => one.slot === slot);
    } finally {
      if (!record) release();
    }
    if (record) return { store, scope, slot, release, record };
  }
  return undefined;
}

/** A slot for a session: one that was left behind, or a new one; in memory, with an error, where the store fails. */
export async function slotIn(store: PendingStore, scope: string): Promise<{ slot: TakenSlot; error?: EaselError }> {
  const silence = new Deadline(STORE_SILENCE_MAX_MS);
  const taking = taken(store, scope);
  try {
    return { slot: await Promise.race([taking, silence.over]) };
  } catch (cause) {
    // One that comes too late is left for the next session.
    taking.then(({ release }) => release()).catch(() => {});
    return { slot: await taken(new MemoryPendingStore(), scope), error: notKept(cause) };
  } finally {
    silence.end();
  }
}

async function taken(store: PendingStore, scope: string): Promise<TakenSlot> {
  const left = await adopted(store, scope);
  if (left) return left;
  const slot = newKey();
  return { store, scope, slot, release: (await store.hold(scope, slot)) ?? (() => {}) };
}
