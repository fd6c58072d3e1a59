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

function readOp(value: unknown): Op {
  const op = new Members(object(value, "an op"));
  switch (op.text("kind")) {
    case "add":
      return readAdd(op);
    case "remove":
      return { kind: "remove", atom_id: op.id("atom_id") };
    case "update":
      return readUpdate(op);
    case "move":
      return {
        kind: "move",
        atom_id: op.id("atom_id"),
        new_parent_id: op.idOrNull("new_parent_id"),
        new_index: op.position("new_index"),
      };
    case "insert_text":
      return { kind: "insert_text", ...place(op), text: op.text("text") };
    case "delete_range":
      return { kind: "delete_range", ...place(op), length: op.position("length") };
    case "replace_text_range":
      return { kind: "replace_text_range", ...place(op), length: op.position("length"), text: op.text("text") };
    case "set_meta":
      return readSetMeta(op);
    default:
      throw new Fault("unknown kind");
  }
}

function readAdd(op: Members): Op {
  const atom = new Members(object(op.get("atom"), "atom"));
  const [outer, inner] = [op.idOrNull("parent_id"), atom.idOrNull("parent_id")];
  if (outer !== null && inner !== null && outer !== inner) throw new Fault("parent_id differs from atom.parent_id");
  const made = { id: atom.id("id"), type: atom.name("type"), properties: atom.properties("properties") };
  return makeAdd(made, outer ?? inner, op.has("index") ? op.position("index") : undefined);
}

function readUpdate(op: Members): Update {
  const [atomId, set, unset] = [op.id("atom_id"), op.properties("properties"), op.names("unset")];
  const both = unset.find((name) => Object.hasOwn(set, name));
  if (both !== undefined) throw new Fault(`${both} is both in properties and in unset`);
  return makeUpdate(atomId, set, unset);
}

function readSetMeta(op: Members): Op {
  const unset = op.has("unset") ? op.get("unset") : false;
  if (typeof unset !== "boolean") throw new Fault("unset must be true or false");
  if (unset === op.has("value")) throw new Fault("set_meta takes either a value or unset: true");
  return makeSetMeta(op.name("key"), unset ? undefined : (op.get("value") as Json));
}

function place(op: Members): { atom_id: string; property: string; at: number } {
  return { atom_id: op.id("atom_id"), property: op.name("property"), at: op.position("at") };
}

/** Takes the members of an op; the first wrong one is the fault. Unknown members mean nothing. */
class Members {
  constructor(private readonly object: Properties) {}

  has(name: string): boolean {
    return Object.hasOwn(this.object, name);
  }

  get(name: string): Json {
    const value = valueIn(this.object, name);
    if (value === undefined) throw new Fault(`${name} is missing`);
    return value;
  }

  text(name: string): string {
    return check(this.get(name), (value): value is string => typeof value === "string", `${name} must be a string`);
  }

  id(name: string): string {
    return check(this.text(name), (id): id is string => ID.test(id), `${name} is not an id`);
  }

  idOrNull(name: string): string | null {
    return this.has(name) && this.get(name) !== null ? this.id(name) : null;
  }

  name(name: string): string {
    return check(this.text(name), isName, `${name} must have 1 to ${NAME_MAX} characters without controls`);
  }

  position(name: string): number {
    const isPosition = (value: Json): value is number =>
      Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 2 ** 53;
    return Math.min(check(this.get(name), isPosition, `${name} must be an integer from 0`), POSITION_MAX);
  }

  properties(name: string): Properties {
    if (!this.has(name)) return {};
    const members = object(this.get(name), name);
    for (const key of Object.keys(members)) check(key, isName, `a name in ${name} is not valid`);
    return members;
  }

  names(name: string): readonly string[] {
    if (!this.has(name)) return [];
    const isNames = (value: Json): value is readonly string[] => Array.isArray(value) && value.every(isName);
    return check(this.get(name), isNames, `${name} must hold names`);
  }
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
