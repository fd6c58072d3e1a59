import type { Canvas } from "./canvas.js";
import { given } from "./given.js";
import type { DeleteRangeOp, InsertTextOp, MoveOp, RemoveOp, ReplaceTextRangeOp, SetMetaOp } from "./wire/ops.js";
import type { Json, Properties } from "./wire/state.js";

// Ops in normal form: what has several spellings on the wire has one here, which is the one that the server writes.

export type Add = {
  readonly kind: "add";
  readonly atom: { readonly id: string; readonly type: string; readonly properties: Properties };
  readonly parent_id?: string;
  readonly index?: number;
};
export type Update = {
  readonly kind: "update";
  readonly atom_id: string;
  readonly properties?: Properties;
  readonly unset?: readonly string[];
};
export type Move = MoveOp & { readonly new_parent_id: string | null };
export type Reset = { readonly kind: "reset"; readonly state: Canvas };
export type Typing = InsertTextOp | DeleteRangeOp | ReplaceTextRangeOp;

/** An op in normal form. As JSON it is what the server would write. */
export type Op = Add | RemoveOp | Update | Move | Typing | SetMetaOp | Reset;

export function isTyping(op: Op): op is Typing {
  return "at" in op;
}

export function makeAdd(
  atom: { id: string; type: string; properties: Properties },
  parentId: string | null,
  index: number | undefined,
): Add {
  const { id, type, properties } = atom;
  return { kind: "add", atom: { id, type, properties }, ...given({ parent_id: parentId ?? undefined, index }) };
}

/** Empty parts are left out. */
export function makeUpdate(atomId: string, set: Properties, unset: readonly string[]): Update {
  return {
    kind: "update",
    atom_id: atomId,
    ...(Object.keys(set).length === 0 ? {} : { properties: set }),
    ...(unset.length === 0 ? {} : { unset }),
  };
}

/** Sets a member of the canvas; undefined removes it. */
export function makeSetMeta(key: string, value: Json | undefined): SetMetaOp {
  return value === undefined ? { kind: "set_meta", key, unset: true } : { kind: "set_meta", key, value };
}

/** Whether an update says anything about a property. */
export function touches(op: Update, property: string): boolean {
  return (op.properties !== undefined && Object.hasOwn(op.properties, property)) || !!op.unset?.includes(property);
}

/** The names that an update says anything about. */
export function namesIn(op: Update): string[] {
  return [...new Set([...Object.keys(op.properties ?? {}), ...(op.unset ?? [])])];
}

/** A property of its own: names like "constructor" and "__proto__" are names like any other. */
export function valueIn(properties: Properties, name: string): Json | undefined {
  return Object.hasOwn(properties, name) ? properties[name] : undefined;
}

/** Without some names; those that are absent anyway do not matter. */
export function withoutNames(properties: Properties, names: readonly string[]): Properties {
  if (!names.some((name) => Object.hasOwn(properties, name))) return properties;
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));
}
