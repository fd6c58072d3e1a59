import { labelled } from "../editor/commands.js";
import type { Editor } from "../editor/editor.js";
import { type ArrowEnd, addArrowOp, addOp, DRAWN_TYPES, type DrawnType, newAtomId, retieOp } from "../edits/make.js";
import { placeOps } from "../edits/place.js";
import { SIZE_MIN } from "../geometry/resize.js";
import { NOTHING_MOVED } from "../geometry/scene.js";
import { drawnBox } from "./advance.js";
import { arrowEndAt } from "./begin.js";
import type { Drag, Pointer } from "./drag.js";

/** A shorter arrow was a click. */
const ARROW_MIN = 10;

/** Makes one command of a drag that ends here. */
export function endDrag(editor: Editor, drag: Drag, pointer: Pointer): void {
  switch (drag.kind) {
    case "move":
      if (drag.hasMoved) applyMoved(editor, "Move");
      else if (drag.narrows) editor.select([drag.atomId]);
      break;
    case "resize":
      applyMoved(editor, "Resize");
      break;
    case "draw":
      applyDrawn(editor, drag.type, drag.from, pointer);
      break;
    case "arrow":
      applyArrow(editor, drag.from, arrowEndAt(editor, pointer));
      break;
    case "retie": {
      const op = retieOp(drag.arrowId, drag.end, arrowEndAt(editor, pointer), drag.other);
      if (editor.canvas.find(drag.arrowId)) editor.apply([op], labelled("Connect"));
      break;
    }
  }
  clearDrag(editor);
}

/** Leaves everything as it is. */
export function clearDrag(editor: Editor): void {
  editor.moved.set(NOTHING_MOVED);
  editor.draft.set(undefined);
  editor.marquee.set(undefined);
}

/** One command, whatever the drag carried. An atom that others removed meanwhile is left out. */
function applyMoved(editor: Editor, label: string): void {
  editor.apply(placeOps(editor.canvas, editor.moved.get()), labelled(label));
}

function applyDrawn(editor: Editor, type: DrawnType, from: { x: number; y: number }, pointer: Pointer): void {
  const box = drawnBox(from, pointer, editor.isSnapping.get() && !pointer.alt);
  const isClick = box.width < SIZE_MIN || box.height < SIZE_MIN;
  const id = newAtomId();
  const place = isClick ? { ...from, ...DRAWN_TYPES[type] } : box;
  editor.tool.set("select");
  if (!editor.apply([addOp(id, type, place)], labelled("Draw"))) return;
  editor.select([id]);
  if (type === "text" || type === "sticky") editor.editing.set(id);
}

function applyArrow(editor: Editor, from: ArrowEnd, to: ArrowEnd): void {
  const isSame = "atomId" in from && "atomId" in to && from.atomId === to.atomId;
  const isShort = !("atomId" in from) && !("atomId" in to) && Math.hypot(to.x - from.x, to.y - from.y) < ARROW_MIN;
  if (isSame || isShort) return;
  const id = newAtomId();
  if (!editor.apply([addArrowOp(id, from, to)], labelled("Draw"))) return;
  editor.select([id]);
  editor.tool.set("select");
}
