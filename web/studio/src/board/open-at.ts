import { labelled } from "../editor/commands.js";
import type { Editor } from "../editor/editor.js";
import { addOp, DRAWN_TYPES, newAtomId } from "../edits/make.js";
import { atomAt } from "../geometry/scene.js";
import { snappedPoint } from "../geometry/snap.js";
import { toCanvas } from "../geometry/viewport.js";

/** How near, in pixels of the screen, a double click must be. */
const REACH = 8;

/** A double click edits the text under it, or makes one. */
export function openAt(editor: Editor, event: { clientX: number; clientY: number; currentTarget: HTMLElement }): void {
  if (!editor.canEdit) return;
  const { left, top } = event.currentTarget.getBoundingClientRect();
  const view = editor.viewport.get();
  const place = toCanvas(view, { x: event.clientX - left, y: event.clientY - top });
  const atom = atomAt(editor.scene, place, REACH / view.scale);
  if (atom) {
    editor.select([atom.id]);
    editor.editing.set(atom.id);
    return;
  }
  const id = newAtomId();
  const at = snappedPoint({ x: place.x - 20, y: place.y - 20 }, editor.isSnapping.get());
  if (!editor.apply([addOp(id, "text", { ...at, ...DRAWN_TYPES.text })], labelled("Draw"))) return;
  editor.select([id]);
  editor.editing.set(id);
}
