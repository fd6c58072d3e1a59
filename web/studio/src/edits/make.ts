import type { Canvas, ClientOp, Properties } from "@easel/client";
import type { Box, Point } from "../geometry/box.js";
import { namedBy, type Scene } from "../geometry/scene.js";

/** What can be drawn, and how large it is where nobody says. */
export const DRAWN_TYPES = {
  rectangle: { width: 160, height: 90 },
  ellipse: { width: 160, height: 100 },
  text: { width: 240, height: 60 },
  sticky: { width: 180, height: 140 },
} as const;

/** The type of an atom that a box makes. */
export type DrawnType = keyof typeof DRAWN_TYPES;

/** An end of an arrow: an atom that it is tied to, or a place. */
export type ArrowEnd = { readonly atomId: string } | Point;

/** Ops in one command (SPEC CM7). */
export const OPS_MAX = 256;

/** An id that no other atom has. */
export function newAtomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A new atom. Its text is there from the start, so that two who type into it at once meet in one text. */
export function addOp(id: string, type: DrawnType, { x, y, width, height }: Box): ClientOp {
  return { kind: "add", atom: { id, type, properties: { x, y, width, height, text: "" } } };
}

/** A new arrow. */
export function addArrowOp(id: string, from: ArrowEnd, to: ArrowEnd): ClientOp {
  return { kind: "add", atom: { id, type: "arrow", properties: arrowProperties(from, to) } };
}

/** What an arrow says of its ends. A free end is a corner of its box, whose sizes may be negative. */
export function arrowProperties(from: ArrowEnd, to: ArrowEnd): Properties {
  const start = "atomId" in from ? undefined : from;
  const end = "atomId" in to ? undefined : to;
  const corner = start ?? end;
  return {
    ...("atomId" in from ? { fromNode: from.atomId } : {}),
    ...("atomId" in to ? { toNode: to.atomId } : {}),
    ...(corner
      ? { x: corner.x, y: corner.y, ...(start && end ? sizeBetween(start, end) : { width: 0, height: 0 }) }
      : {}),
  };
}

/** Ties an end of an arrow elsewhere, or frees it. `other` is where its other end is now. */
export function retieOp(arrowId: string, end: "from" | "to", target: ArrowEnd, other: ArrowEnd): ClientOp {
  const properties = end === "from" ? arrowProperties(target, other) : arrowProperties(other, target);
  const isTied = "atomId" in target;
  // A side that was chosen for the old atom means nothing on the new one.
  const unset = [`${end}Side`, ...(isTied ? [] : [`${end}Node`])];
  return { kind: "update", atom_id: arrowId, properties, unset };
}

/** Removes atoms, what is in them, and the arrows that would lead nowhere. */
export function removeOps(canvas: Canvas, scene: Scene, ids: ReadonlySet<string>): ClientOp[] {
  const isBelow = (id: string, all: ReadonlySet<string>) =>
    [...all].some((top) => top !== id && canvas.isWithin(id, top));
  const tops = [...ids].filter((id) => canvas.find(id) && !isBelow(id, ids));
  const gone = new Set(tops.flatMap((id) => canvas.subtree(canvas.find(id)!)).map(({ id }) => id));
  const leads = (name: unknown) => typeof name === "string" && gone.has(namedBy(scene, name) ?? "");
  const arrows = scene.arrows.filter(({ id, properties }) => {
    return !gone.has(id) && (leads(properties.fromNode) || leads(properties.toNode));
  });
  return [...arrows.map(({ id }) => id), ...tops].map((atom_id) => ({ kind: "remove", atom_id }));
}

/** Ops in as many commands as they need. */
export function inCommands(ops: readonly ClientOp[]): ClientOp[][] {
  return Array.from({ length: Math.ceil(ops.length / OPS_MAX) }, (_, at) =>
    ops.slice(at * OPS_MAX, (at + 1) * OPS_MAX),
  );
}

function sizeBetween(from: Point, to: Point): { width: number; height: number } {
  return { width: to.x - from.x, height: to.y - from.y };
}
