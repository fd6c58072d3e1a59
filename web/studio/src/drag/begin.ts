import type { Atom } from "@easel/client";
import type { Editor } from "../editor/editor.js";
import type { ArrowEnd } from "../edits/make.js";
import { carriedWith } from "../edits/place.js";
import { arrowPath } from "../geometry/arrow.js";
import type { Point } from "../geometry/box.js";
import { HANDLES, type Handle, handlePlace } from "../geometry/resize.js";
import { atomAt, finder, namedBy, tieAt } from "../geometry/scene.js";
import { snappedPoint } from "../geometry/snap.js";
import type { Drag, Pointer } from "./drag.js";

/** How near, in pixels of the screen, a pointer must be. */
const REACH = 8;

/** What pressing the pointer begins. */
export function beginDrag(editor: Editor, pointer: Pointer): Drag {
  const tool = editor.tool.get();
  const place = snappedPoint(pointer.place, editor.isSnapping.get() && !pointer.alt);
  if (tool === "arrow" && editor.canEdit) return { kind: "arrow", from: arrowEndAt(editor, pointer) };
  if (tool !== "select" && tool !== "arrow" && editor.canEdit) return { kind: "draw", type: tool, from: place };
  return beginAtGrip(editor, pointer) ?? beginAtAtom(editor, pointer) ?? beginMarquee(editor, pointer);
}

/** What a pointer that is not pressed would do here, as a CSS cursor. */
export function cursorAt(editor: Editor, place: Point): string {
  if (editor.tool.get() !== "select") return "crosshair";
  const grip = gripAt(editor, place);
  if (grip) return grip === "from" || grip === "to" ? "grab" : `${grip}-resize`;
  const atom = atomAt(editor.scene, place, reach(editor));
  return atom && editor.canEdit ? "move" : atom ? "pointer" : "default";
}

/** An end of an arrow at a place: the atom there, or the place itself. */
export function arrowEndAt(editor: Editor, { place, alt }: Pointer): ArrowEnd {
  const atom = tieAt(editor.scene, place);
  return atom ? { atomId: atom.id } : snappedPoint(place, editor.isSnapping.get() && !alt);
}

/** The one selected atom whose handles are shown, if it is only one. */
export function gripped({ canEdit, selected }: Editor): Atom | undefined {
  return canEdit && selected.length === 1 ? selected[0] : undefined;
}

/** The ends of an arrow as it is now. */
export function endsOf({ scene }: Editor, arrow: Atom): readonly [from: ArrowEnd, to: ArrowEnd] {
  const { tips } = arrowPath(arrow, finder(scene));
  const end = (name: "fromNode" | "toNode", tip: Point): ArrowEnd => {
    const named = arrow.properties[name];
    const atomId = typeof named === "string" ? namedBy(scene, named) : undefined;
    return atomId === undefined ? snappedPoint(tip, false) : { atomId };
  };
  return [end("fromNode", tips[0]), end("toNode", tips[1])];
}

function gripAt(editor: Editor, place: Point): Handle | "from" | "to" | undefined {
  const atom = gripped(editor);
  if (!atom) return undefined;
  const isNear = (point: Point) => Math.hypot(point.x - place.x, point.y - place.y) <= reach(editor);
  if (atom.type === "arrow") {
    const { tips } = arrowPath(atom, finder(editor.scene));
    return isNear(tips[1]) ? "to" : isNear(tips[0]) ? "from" : undefined;
  }
  const box = editor.scene.places.get(atom.id)!;
  return HANDLES.find((handle) => isNear(handlePlace(box, handle)));
}

function beginAtGrip(editor: Editor, pointer: Pointer): Drag | undefined {
  const [grip, atom] = [gripAt(editor, pointer.place), gripped(editor)];
  if (!grip || !atom) return undefined;
  if (grip === "from" || grip === "to") {
    const [from, to] = endsOf(editor, atom);
    return { kind: "retie", arrowId: atom.id, end: grip, other: grip === "from" ? to : from };
  }
  return { kind: "resize", atomId: atom.id, handle: grip, box: editor.scene.places.get(atom.id)! };
}

function beginAtAtom(editor: Editor, { place, shift }: Pointer): Drag | undefined {
  const atom = atomAt(editor.scene, place, reach(editor));
  if (!atom) return undefined;
  const wasSelected = editor.selection.get().has(atom.id);
  if (shift) editor.select([atom.id], "toggle");
  else if (!wasSelected) editor.select([atom.id]);
  const boxes = editor.canEdit
    ? carriedWith(editor.canvas, editor.scene, editor.selection.get())
    : new Map<string, never>();
  return { kind: "move", from: place, atomId: atom.id, boxes, hasMoved: false, narrows: wasSelected && !shift };
}

function beginMarquee(editor: Editor, { place, shift }: Pointer): Drag {
  if (!shift) editor.select([]);
  return { kind: "marquee", from: place, before: editor.selection.get() };
}

function reach(editor: Editor): number {
  return REACH / editor.viewport.get().scale;
}
