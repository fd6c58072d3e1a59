import { Canvas } from "./canvas.js";
import { isJson, isObject } from "./json.js";
import { makeAdd, makeSetMeta, makeUpdate, type Op, type Update, valueIn } from "./op.js";
import { Misfit } from "./reducer.js";
import type { WireOp } from "./wire/ops.js";
import type { Json, Properties } from "./wire/state.js";

/** The largest position there is; larger ones are read as this one, so that shifting stays within the integers. */
export const POSITION_MAX = 2 ** 30;

const NAME_MAX = 128;
const ID = /^[A-Za-z0-9._:-]{1,128}$/;

class Fault extends Error {}

/**
 * Brings a client's ops to normal form. They are copied: what the caller does with the objects afterwards does not
 * matter.
 * @returns the first fault, if any op has the wrong shape (SPEC CM7).
 */
export function readOps(ops: readonly unknown[]): Op[] | Misfit {
  return readEach(ops, (op) => {
    if (!isJson(op)) throw new Fault("the op is not JSON");
    return readOp(JSON.parse(JSON.stringify(op)));
  });
}

/**
 * Brings the ops of a commit to normal form.
 * @returns a fault, if one is no op that this client knows: then the server speaks a newer protocol.
 */
export function readCommitted(ops: readonly WireOp[]): Op[] | Misfit {
  return readEach(ops, (op) => (op.kind === "reset" ? { kind: "reset", state: Canvas.of(op.state) } : readOp(op)));
}

function readEach<T>(ops: readonly T[], read: (op: T) => Op): Op[] | Misfit {
  const made: Op[] = [];
  for (const [at, op] of ops.entries()) {
    try {
      made.push(read(op));
    } catch (fault) {
      if (!(fault instanceof Fault)) throw fault;
      return new Misfit(fault.message, at);
    }
  }
  return made;
}

/** The members of the kinds that have nothing but members. */
const PLACE = { atom_id: id, property: name, at: position };
const SHAPES: Readonly<Record<string, Readonly<Record<string, (op: Properties, member: string) => Json>>>> = {
  remove: { atom_id: id },
  move: { atom_id: id, new_parent_id: idOrNull, new_index: position },
  insert_text: { ...PLACE, text },
  delete_range: { ...PLACE, length: position },
  replace_text_range: { ...PLACE, length: position, text },
};

function readOp(value: unknown): Op {
  const op = object(value, "an op");
  const kind = text(op, "kind");
  if (kind === "add") return readAdd(op);
  if (kind === "update") return readUpdate(op);
  if (kind === "set_meta") return readSetMeta(op);
  const shape = has(SHAPES as never, kind) ? SHAPES[kind] : undefined;
  if (!shape) throw new Fault("unknown kind");
  const members = Object.entries(shape).map(([member, read]) => [member, read(op, member)]);
  return { kind, ...Object.fromEntries(members) } as Op;
}

function readAdd(op: Properties): Op {
  const atom = object(get(op, "atom"), "atom");
  const [outer, inner] = [idOrNull(op, "parent_id"), idOrNull(atom, "parent_id")];
  if (outer !== null && inner !== null && outer !== inner) throw new Fault("parent_id differs from atom.parent_id");
  const made = { id: id(atom, "id"), type: name(atom, "type"), properties: properties(atom) };
  return makeAdd(made, outer ?? inner, has(op, "index") ? position(op, "index") : undefined);
}

function readUpdate(op: Properties): Update {
  const [atomId, set, unset] = [id(op, "atom_id"), properties(op), names(op, "unset")];
  const both = unset.find((one) => has(set, one));
  if (both !== undefined) throw new Fault(`${both} is in properties and in unset`);
  return makeUpdate(atomId, set, unset);
}

function readSetMeta(op: Properties): Op {
  const unset = has(op, "unset") && get(op, "unset");
  if (typeof unset !== "boolean") throw new Fault("unset must be true or false");
  if (unset === has(op, "value")) throw new Fault("set_meta takes a value or unset");
  return makeSetMeta(name(op, "key"), unset ? undefined : get(op, "value"));
}

// Each takes a member of an op; one that is wrong is the fault. Unknown members mean nothing.

function has(op: Properties, member: string): boolean {
  return Object.hasOwn(op, member);
}

function get(op: Properties, member: string): Json {
  const value = valueIn(op, member);
  if (value === undefined) throw new Fault(`${member} is missing`);
  return value;
}

function text(op: Properties, member: string): string {
  return check(get(op, member), (value) => typeof value === "string", `${member} must be a string`);
}

function id(op: Properties, member: string): string {
  return check(text(op, member), (value): value is string => ID.test(value), `${member} is not an id`);
}

function idOrNull(op: Properties, member: string): string | null {
  return has(op, member) && get(op, member) !== null ? id(op, member) : null;
}

function name(op: Properties, member: string): string {
  return check(text(op, member), isName, `${member} must have 1 to ${NAME_MAX} characters without controls`);
}

function position(op: Properties, member: string): number {
  const isPosition = (value: Json): value is number =>
    Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 2 ** 53;
  return Math.min(check(get(op, member), isPosition, `${member} must be an integer from 0`), POSITION_MAX);
}

function properties(of: Properties): Properties {
  if (!has(of, "properties")) return {};
  const members = object(get(of, "properties"), "properties");
  for (const key of Object.keys(members)) check(key, isName, "a name in properties is not valid");
  return members;
}

function names(op: Properties, member: string): readonly string[] {
  if (!has(op, member)) return [];
  const isNames = (value: Json): value is readonly string[] => Array.isArray(value) && value.every(isName);
  return check(get(op, member), isNames, `${member} must hold names`);
}

function object(value: unknown, what: string): Properties {
  return check(value, (one): one is Properties => isObject(one), `${what} must be an object`);
}

function check<T, S extends T>(value: T, isRight: (value: T) => value is S, reason: string): S {
  if (!isRight(value)) throw new Fault(reason);
  return value;
}

function isName(value: unknown): value is string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: names have none (SPEC GE3)
  return typeof value === "string" && value.length >= 1 && value.length <= NAME_MAX && !/[\0-\x1f\x7f]/.test(value);
}
