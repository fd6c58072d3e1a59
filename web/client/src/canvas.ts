import { PersistentMap } from "./persistent-map.js";
import type { Atom, CanvasState, Properties } from "./wire/state.js";

/**
 * The content of a canvas at one revision. Immutable: an edit shares everything it does not touch with the state
 * before, so its cost follows the edit, and an atom that is the same object has not changed.
 */
export class Canvas {
  /** A canvas without atoms. */
  static readonly empty = new Canvas(PersistentMap.empty<Atom>(), [], {});

  private constructor(
    /** All atoms by id. */
    readonly atoms: PersistentMap<Atom>,
    /** The ids of the atoms without a parent, back to front. */
    readonly roots: readonly string[],
    /** What is said of the canvas as a whole: title, background and so on. */
    readonly meta: Properties,
  ) {}

  /** Takes a state as the server writes it; its parts must agree with each other. */
  static of(state: CanvasState): Canvas {
    let atoms = PersistentMap.empty<Atom>();
    for (const { id, type, parent_id, properties, children } of Object.values(state.atoms)) {
      atoms = atoms.set(id, { id, type, parent_id, properties, children });
    }
    return new Canvas(atoms, state.root_atom_ids, state.meta);
  }

  /** The state as the server writes it. */
  toJSON(): CanvasState {
    return { atoms: Object.fromEntries(this.atoms), root_atom_ids: this.roots, meta: this.meta };
  }

  /** Finds an atom. */
  find(id: string): Atom | undefined {
    return this.atoms.get(id);
  }

  /** The atoms under a parent, or at the root (null). The parent must exist. */
  siblings(parentId: string | null): readonly string[] {
    return parentId === null ? this.roots : this.get(parentId).children;
  }

  /** Where an atom stands among its siblings. */
  indexOf(atom: Atom): number {
    return this.siblings(atom.parent_id).indexOf(atom.id);
  }

  /** Whether an atom is `ancestorId` itself or below it. Unknown atoms are below nothing. */
  isWithin(id: string | null, ancestorId: string): boolean {
    let atom = id === null ? undefined : this.find(id);
    while (atom !== undefined) {
      if (atom.id === ancestorId) return true;
      atom = atom.parent_id === null ? undefined : this.find(atom.parent_id);
    }
    return false;
  }

  /** An atom and all below it, each before its children, children in order. */
  subtree(top: Atom): Atom[] {
    const found: Atom[] = [];
    const open = [top];
    for (let atom = open.pop(); atom !== undefined; atom = open.pop()) {
      found.push(atom);
      for (let i = atom.children.length - 1; i >= 0; i--) open.push(this.get(atom.children[i]!));
    }
    return found;
  }

  /** @internal An atom that must be there. */
  get(id: string): Atom {
    const atom = this.find(id);
    if (atom === undefined) throw new Error(`There is no atom ${id}.`);
    return atom;
  }

  /** @internal With an atom, new or in place of the one of the same id. */
  with(atom: Atom): Canvas {
    return new Canvas(this.atoms.set(atom.id, atom), this.roots, this.meta);
  }

  /** @internal Without atoms that nothing refers to any more. */
  without(atoms: readonly Atom[]): Canvas {
    const left = atoms.reduce((map, atom) => map.delete(atom.id), this.atoms);
    return new Canvas(left, this.roots, this.meta);
  }

  /** @internal With other children of a parent, or other roots. */
  withSiblings(parentId: string | null, siblings: readonly string[]): Canvas {
    if (parentId === null) return new Canvas(this.atoms, siblings, this.meta);
    return this.with({ ...this.get(parentId), children: siblings });
  }

  /** @internal With other meta. */
  withMeta(meta: Properties): Canvas {
    return new Canvas(this.atoms, this.roots, meta);
  }
}
