import type { Canvas, ClientOp, Json, Properties } from "../src/index.js";
import { fold, Misfit, readOps } from "../src/index.js";

const WORDS = ["a", "b", "ß", "😀", "\n", '"', "wörd "];
const TEXTS = ["text", "label"];

/** Random edits from a seed: on small canvases, so that ops meet often. */
export class RandomEdits {
  #state: number;
  #made = 0;

  constructor(
    seed: number,
    private readonly name = `a${seed}`,
  ) {
    this.#state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  }

  /** An integer from 0, below a bound (mulberry32). */
  next(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  }

  /** Ops that fit one after the other. */
  batch(canvas: Canvas, count: number): ClientOp[] {
    const ops: ClientOp[] = [];
    let state = canvas;
    while (ops.length < count) {
      const op = this.#any(state);
      const read = readOps([op]);
      const after = read instanceof Misfit ? read : fold(state, read);
      if (after instanceof Misfit) continue;
      state = after;
      ops.push(op);
    }
    return ops;
  }

  /** A few characters typed one after the other, as an editor would send them. */
  typing(canvas: Canvas): ClientOp[] {
    const texts = this.#ids(canvas).filter((id) => typeof canvas.find(id)?.properties.text === "string");
    if (texts.length === 0) return this.batch(canvas, 1);
    const id = this.pick(texts);
    const text = String(canvas.find(id)?.properties.text);
    let at = this.next(text.length + 1);
    if (/[\udc00-\udfff]/.test(text.charAt(at))) at--;
    return [..."hello"].slice(0, 1 + this.next(5)).map((character, offset) => ({
      kind: "insert_text",
      atom_id: id,
      property: "text",
      at: at + offset,
      text: character,
    }));
  }

  pick<T>(of: readonly T[]): T {
    return of[this.next(of.length)] as T;
  }

  #any(canvas: Canvas): ClientOp {
    if (canvas.atoms.size < 3) return this.#add(canvas);
    const ids = this.#ids(canvas);
    const dice = this.next(16);
    if (dice < 4) return this.#add(canvas);
    if (dice === 4) return { kind: "remove", atom_id: this.pick(ids) };
    if (dice < 7) {
      const unset = this.next(4) === 0 ? ["colour"] : [];
      return { kind: "update", atom_id: this.pick(ids), properties: this.#some(), unset };
    }
    if (dice < 10) {
      return { kind: "move", atom_id: this.pick(ids), new_parent_id: this.#parent(ids), new_index: this.next(5) };
    }
    const key = this.pick(["title", "background"]);
    if (dice === 10) return { kind: "set_meta", key, value: this.next(10) };
    if (dice === 11) return { kind: "set_meta", key, unset: true };
    return this.#text(canvas, this.pick(ids));
  }

  #add(canvas: Canvas): ClientOp {
    // Few names now and then, so that two sides add the same id.
    const id = this.next(8) === 0 ? `twin${this.next(3)}` : `${this.name}-${this.#made++}`;
    const atom = { id, type: "text", properties: { ...this.#some(), text: this.#words() } };
    const parent_id = this.#parent(this.#ids(canvas));
    return { kind: "add", atom, parent_id, ...(this.next(3) === 0 ? {} : { index: this.next(4) }) };
  }

  #text(canvas: Canvas, atom_id: string): ClientOp {
    const property = this.pick(TEXTS);
    const length = String(canvas.find(atom_id)?.properties[property] ?? "").length;
    const at = this.next(length + 1);
    const count = this.next(Math.min(12, length - at) + 1);
    const place = { atom_id, property, at };
    const kind = this.next(3);
    if (kind === 0) return { kind: "insert_text", ...place, text: this.#words() };
    if (kind === 1) return { kind: "delete_range", ...place, length: count };
    return { kind: "replace_text_range", ...place, length: count, text: this.#words() };
  }

  #some(): Properties {
    const names = ["x", "y", "label", "text", "colour"].filter(() => this.next(3) === 0);
    const value = (name: string): Json => (TEXTS.includes(name) ? this.#words() : this.next(10));
    return Object.fromEntries(names.map((name) => [name, value(name)]));
  }

  #words(): string {
    return Array.from({ length: 1 + this.next(4) }, () => this.pick(WORDS)).join("");
  }

  #parent(ids: readonly string[]): string | null {
    return ids.length > 0 && this.next(3) === 0 ? this.pick(ids) : null;
  }

  #ids(canvas: Canvas): string[] {
    return [...canvas.atoms.keys()].sort();
  }
}
