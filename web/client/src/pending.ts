import type { SavedEdits } from "./pending-edit.js";

/** Pending edits as they are kept: those of one session on one canvas. */
export interface PendingRecord extends SavedEdits {
  /** Server, tenant, environment, canvas and user, as one text. */
  readonly scope: string;
  /** The session: each has a slot of its own, so that two tabs never send each other's edits. */
  readonly slot: string;
}

/**
 * Where pending edits survive the program. A session saves its edits under its own slot before it sends them, and
 * holds that slot while it lives. What a session left behind, because its tab was closed or its machine went down, is
 * adopted by the next one that can hold the slot.
 *
 * Holding keeps two sessions from doing the same work. Should it ever fail, nothing is applied twice: edits keep their
 * keys, and the server applies a key once (SPEC CM3).
 */
export interface PendingStore {
  /** All records of a scope. */
  load(scope: string): Promise<PendingRecord[]>;
  /**
   * Replaces the record of the same scope and slot. Durable, as far as the store can, when the promise is fulfilled.
   */
  save(record: PendingRecord): Promise<void>;
  /** Removes a record, if there is one. */
  clear(scope: string, slot: string): Promise<void>;
  /** Holds a slot for as long as this program lives. Undefined if someone else holds it. */
  hold(scope: string, slot: string): Promise<(() => void) | undefined>;
}

/** Keeps pending edits as long as the program runs. */
export class MemoryPendingStore implements PendingStore {
  readonly #records = new Map<string, PendingRecord>();
  readonly #held = new Set<string>();

  async load(scope: string): Promise<PendingRecord[]> {
    return [...this.#records.values()].filter((record) => record.scope === scope);
  }

  async save(record: PendingRecord): Promise<void> {
    this.#records.set(name(record.scope, record.slot), record);
  }

  async clear(scope: string, slot: string): Promise<void> {
    this.#records.delete(name(scope, slot));
  }

  async hold(scope: string, slot: string): Promise<(() => void) | undefined> {
    const held = name(scope, slot);
    if (this.#held.has(held)) return undefined;
    this.#held.add(held);
    return () => this.#held.delete(held);
  }
}

/** Keeps pending edits in the browser, over reloads and crashes. */
export class IndexedDbPendingStore implements PendingStore {
  #database: IDBDatabase | undefined;

  constructor(
    private readonly factory: IDBFactory = indexedDB,
    private readonly locks: LockManager = navigator.locks,
    private readonly databaseName = "easel",
  ) {}

  load(scope: string): Promise<PendingRecord[]> {
    const all = IDBKeyRange.bound([scope], [scope, []]);
    return this.#run("readonly", (records) => records.getAll(all) as IDBRequest<PendingRecord[]>);
  }

  async save(record: PendingRecord): Promise<void> {
    await this.#run("readwrite", (records) => records.put(record));
  }

  async clear(scope: string, slot: string): Promise<void> {
    await this.#run("readwrite", (records) => records.delete([scope, slot]));
  }

  hold(scope: string, slot: string): Promise<(() => void) | undefined> {
    return new Promise((resolve, reject) => {
      // The browser gives the lock back when the page is gone, however it went.
      const whileHeld = (lock: Lock | null) => {
        if (!lock) return resolve(undefined);
        return new Promise<void>((release) => resolve(release));
      };
      this.locks.request(`easel ${name(scope, slot)}`, { ifAvailable: true }, whileHeld).catch(reject);
    });
  }

  async #run<T>(mode: IDBTransactionMode, ask: (records: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    // Kept once it is open: after a failure the next one tries again.
    this.#database ??= await this.#open();
    const transaction = this.#database.transaction("pending", mode, { durability: "strict" });
    const request = ask(transaction.objectStore("pending"));
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
    return request.result;
  }

  async #open(): Promise<IDBDatabase> {
    const request = this.factory.open(this.databaseName, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("pending", { keyPath: ["scope", "slot"] });
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }
}

/**
 * The store that fits the surroundings. In the browser it needs locks beside the database: without them nobody could
 * tell a slot that was left behind from that of the next tab. Pages from insecure origins have none, and keep edits in
 * memory.
 */
export function defaultPendingStore(): PendingStore {
  const hasBoth = typeof indexedDB !== "undefined" && typeof navigator !== "undefined" && "locks" in navigator;
  return hasBoth ? new IndexedDbPendingStore() : new MemoryPendingStore();
}

function name(scope: string, slot: string): string {
  return JSON.stringify([scope, slot]);
}
