const BITS = 5;
const WIDTH = 1 << BITS;
const SHIFT_MAX = 30;
const LEAF_MAX = 8;

type Entry<V> = readonly [key: string, value: V];

/** Few entries side by side; at the lowest level any number of them. */
type Leaf<V> = { readonly entries: readonly Entry<V>[] };
type Branch<V> = { readonly slots: readonly (Node<V> | undefined)[] };
type Node<V> = Leaf<V> | Branch<V>;

/**
 * A map by string that is never changed: setting gives another map, which shares all but a path of at most seven small
 * arrays with this one. A copied `Map` would cost as much as the canvas for every keystroke.
 */
export class PersistentMap<V> implements Iterable<Entry<V>> {
  private constructor(
    private readonly root: Node<V> | undefined,
    /** How many entries there are. */
    readonly size: number,
  ) {}

  /** A map without entries. */
  static empty<V>(): PersistentMap<V> {
    return new PersistentMap<V>(undefined, 0);
  }

  /** The value of a key, or undefined. */
  get(key: string): V | undefined {
    let node = this.root;
    for (let hash = hashOf(key); node !== undefined; hash >>>= BITS) {
      if ("entries" in node) return node.entries.find((entry) => entry[0] === key)?.[1];
      node = node.slots[hash & (WIDTH - 1)];
    }
    return undefined;
  }

  /** Whether there is such a key. */
  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  /** With a value under a key. Values must not be undefined. */
  set(key: string, value: V): PersistentMap<V> {
    const size = this.has(key) ? this.size : this.size + 1;
    return new PersistentMap(withEntry(this.root, 0, hashOf(key), [key, value]), size);
  }

  /** Without a key. */
  delete(key: string): PersistentMap<V> {
    return this.has(key) ? new PersistentMap(without(this.root, hashOf(key), key), this.size - 1) : this;
  }

  /** All entries, in no order that means anything. */
  [Symbol.iterator](): Iterator<Entry<V>> {
    return entriesOf(this.root);
  }

  /** All keys, in no order that means anything. */
  *keys(): Generator<string> {
    for (const [key] of this) yield key;
  }

  /** All values, in no order that means anything. */
  *values(): Generator<V> {
    for (const [, value] of this) yield value;
  }
}

/** FNV-1a. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

function withEntry<V>(node: Node<V> | undefined, shift: number, hash: number, entry: Entry<V>): Node<V> {
  if (node === undefined) return { entries: [entry] };
  if ("entries" in node) {
    const entries = node.entries.filter(([key]) => key !== entry[0]);
    entries.push(entry);
    return entries.length <= LEAF_MAX || shift >= SHIFT_MAX ? { entries } : split(entries, shift);
  }
  const slots = node.slots.slice();
  const at = (hash >>> shift) & (WIDTH - 1);
  slots[at] = withEntry(slots[at], shift + BITS, hash, entry);
  return { slots };
}

function split<V>(entries: readonly Entry<V>[], shift: number): Node<V> {
  const slots: (Node<V> | undefined)[] = new Array(WIDTH).fill(undefined);
  for (const entry of entries) {
    const hash = hashOf(entry[0]);
    const at = (hash >>> shift) & (WIDTH - 1);
    slots[at] = withEntry(slots[at], shift + BITS, hash, entry);
  }
  return { slots };
}

function without<V>(node: Node<V> | undefined, hash: number, key: string): Node<V> | undefined {
  if (node === undefined) return undefined;
  if ("entries" in node) {
    const entries = node.entries.filter((entry) => entry[0] !== key);
    return entries.length > 0 ? { entries } : undefined;
  }
  const slots = node.slots.slice();
  const at = hash & (WIDTH - 1);
  slots[at] = without(slots[at], hash >>> BITS, key);
  return slots.some((slot) => slot !== undefined) ? { slots } : undefined;
}

function* entriesOf<V>(node: Node<V> | undefined): Generator<Entry<V>> {
  if (node === undefined) return;
  if ("entries" in node) yield* node.entries;
  else for (const slot of node.slots) yield* entriesOf(slot);
}
