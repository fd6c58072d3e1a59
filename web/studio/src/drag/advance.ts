import type { Atom } from "@easel/client";
import type { Editor } from "../editor/editor.js";
import { type ArrowEnd, arrowProperties, type DrawnType } from "../edits/make.js";
import { movedBy } from "../edits/place.js";
import { type Box, spanned } from "../geometry/box.js";
import { resized } from "../geometry/resize.js";
import { atomsIn } from "../geometry/scene.js";
import { snapped, snappedPoint } from "../geometry/snap.js";
import { panned } from "../geometry/viewport.js";
import { arrowEndAt } from "./begin.js";
import type { Drag, Pointer } from "./drag.js";

/** A pointer that moved less, in pixels of the screen, has clicked. */
const CLICK_MAX = 3;
/** The id of what is being drawn; it is not on the canvas. */
const DRAFT = "draft";

/** Shows what dragging to here would do. Nothing is edited yet. */
export function advanceDrag(editor: Editor, drag: Drag, pointer: Pointer): Drag {
  const isSnapping = editor.isSnapping.get() && !pointer.alt;
  switch (drag.kind) {
    case "pan": {
      const { x, y } = pointer.screen;
      editor.viewport.set(panned(editor.viewport.get(), x - drag.screen.x, y - drag.screen.y));
      return { kind: "pan", screen: pointer.screen };
    }
    case "marquee": {
      const area = spanned(drag.from, pointer.place);
      editor.marquee.set(area);
      editor.select([...drag.before, ...atomsIn(editor.scene, area).filter((id) => !drag.before.has(id))]);
      return drag;
    }
    case "move":
      return advanceMove(editor, drag, pointer, isSnapping);
    case "resize":
      editor.moved.set(new Map([[drag.atomId, resized(drag.box, drag.handle, pointer.place, isSnapping)]]));
      return drag;
    case "draw":
      editor.draft.set(draftOf(drag.type, drawnBox(drag.from, pointer, isSnapping)));
      return drag;
    case "arrow":
      editor.draft.set(draftArrow(drag.from, arrowEndAt(editor, pointer)));
      return drag;
    case "retie": {
      const here = arrowEndAt(editor, pointer);
      const [from, to] = drag.end === "from" ? [here, drag.other] : [drag.other, here];
      editor.draft.set(draftArrow(from, to));
      return drag;
    }
  }
}

/** The box between where drawing began and where the pointer is. */
export function drawnBox(from: { x: number; y: number }, pointer: Pointer, isSnapping: boolean): Box {
  return spanned(from, snappedPoint(pointer.place, isSnapping));
}

function advanceMove(editor: Editor, drag: Drag & { kind: "move" }, { place }: Pointer, isSnapping: boolean): Drag {
  const [dx, dy] = [place.x - drag.from.x, place.y - drag.from.y];
  const isClick = Math.hypot(dx, dy) * editor.viewport.get().scale < CLICK_MAX;
  if (drag.boxes.size === 0 || (isClick && !drag.hasMoved)) return drag;
  // What is under the pointer snaps, and all others keep their distance from it.
  const anchor = drag.boxes.get(drag.atomId) ?? [...drag.boxes.values()][0]!;
  const x = snapped(anchor.x + dx, isSnapping) - anchor.x;
  const y = snapped(anchor.y + dy, isSnapping) - anchor.y;
  editor.moved.set(movedBy(drag.boxes, x, y));
  return { ...drag, hasMoved: true };
}

function draftOf(type: DrawnType, { x, y, width, height }: Box): Atom {
  return { id: DRAFT, type, parent_id: null, children: [], properties: { x, y, width, height } };
}

function draftArrow(from: ArrowEnd, to: ArrowEnd): Atom {
  return { id: DRAFT, type: "arrow", parent_id: null, children: [], properties: arrowProperties(from, to) };
}
