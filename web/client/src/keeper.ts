import type { OptimisticCanvas } from "./document.js";
import type { PendingStore } from "./pending.js";
import { EaselError } from "./problem.js";

/** Where the edits of one session are kept, and nobody else's. */
export interface Slot {
  readonly store: PendingStore;
  readonly scope: string;
  readonly slot: string;
  /** Gives the slot back. */
  readonly release: () => void;
}

/** Keeps the pending edits of a session in its slot. One save after the other. */
export class Keeper {
  #saving: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(
    private readonly slot: Slot,
    private readonly document: OptimisticCanvas,
    private readonly failed: (error: EaselError) => void,
  ) {}

  /** Keeps what is pending now; what is asked for while one save waits for its turn comes with it. */
  save(): Promise<void> {
    const { store, scope, slot } = this.slot;
    const save = async () => {
      this.#next = undefined;
      const edits = this.document.save();
      if (edits.edits.length === 0) await store.clear(scope, slot);
      else await store.save({ scope, slot, ...edits });
    };
    // A store that fails must not keep anybody from editing; the edit is then as safe as the page.
    this.#next ??= this.#saving.then(save).catch((cause: unknown) => this.failed(notKept(cause)));
    this.#saving = this.#next;
    return this.#saving;
  }
}

/** What is said of a store that does not work. */
export function notKept(cause: unknown): EaselError {
  return new EaselError("STORE", "Pending edits are not kept.", 0, undefined, { cause });
}
