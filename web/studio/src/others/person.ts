import type { ActorType, Json } from "@easel/client";
import type { Box, Point } from "../geometry/box.js";

/** Someone else on the canvas: one window of theirs. */
export interface Person {
  readonly key: string;
  readonly name: string;
  readonly type: ActorType;
  readonly color: string;
  readonly isIdle: boolean;
  readonly selection: readonly string[];
}

/** Where someone's pointer is. */
export interface RemotePointer extends Point {
  readonly key: string;
  /** When it last moved, by the clock of this page. */
  readonly at: number;
}

/** Where someone types. */
export interface RemoteCaret {
  readonly key: string;
  readonly atomId: string;
  readonly property: string;
  readonly start: number;
  readonly end: number;
}

/** Dark enough for white letters, light enough for both themes. */
const COLORS = ["#c2255c", "#9c36b5", "#6741d9", "#1971c2", "#087f5b", "#5c7c1f", "#b35c00", "#c92a2a"] as const;

/** The colour of a person: the same in all windows. */
export function colorFor(key: string): string {
  let hash = 0;
  for (let i = 0; i < key.length; i++) hash = (Math.imul(hash, 31) + key.charCodeAt(i)) | 0;
  return COLORS[Math.abs(hash) % COLORS.length]!;
}

/** The letters that stand for a name. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s._:-]+/).filter(Boolean);
  const letters =
    words.length > 1 ? [words[0]!, words[1]!].map((word) => [...word][0]) : [...(words[0] ?? "?")].slice(0, 2);
  return letters.join("").toUpperCase();
}

/** Reads the ids out of what someone says of their selection. Others may say anything. */
export function idsIn(value: Json | undefined): readonly string[] {
  const list = Array.isArray(value) ? value : member(value, "atom_ids");
  return Array.isArray(list) ? list.filter((id) => typeof id === "string") : [];
}

export function pointIn(value: Json | undefined): Point | undefined {
  const [x, y] = [member(value, "x"), member(value, "y")];
  return isNumber(x) && isNumber(y) ? { x, y } : undefined;
}

/** Reads where dragged atoms are shown. */
export function boxesIn(value: Json | undefined): ReadonlyMap<string, Box> {
  const atoms = member(value, "atoms");
  const boxes = (Array.isArray(atoms) ? atoms : []).flatMap((atom: Json): [string, Box][] => {
    const [id, at] = [member(atom, "id"), pointIn(atom)];
    const [width, height] = [member(atom, "width"), member(atom, "height")];
    const isWhole = typeof id === "string" && at && isNumber(width) && isNumber(height);
    return isWhole ? [[id, { ...at, width, height }]] : [];
  });
  return new Map(boxes);
}

/** Reads where someone types; undefined when they stopped. */
export function caretIn(key: string, value: Json | undefined): RemoteCaret | undefined {
  const [atomId, property] = [member(value, "atom_id"), member(value, "property")];
  const [start, end] = [member(value, "start"), member(value, "end")];
  if (typeof atomId !== "string" || typeof property !== "string" || !isNumber(start) || !isNumber(end))
    return undefined;
  return { key, atomId, property, start, end };
}

function member(value: Json | undefined, name: string): Json | undefined {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as Readonly<Record<string, Json>>)[name] : undefined;
}

function isNumber(value: Json | undefined): value is number {
  return typeof value === "number" && Number.isFinite(value);
}
