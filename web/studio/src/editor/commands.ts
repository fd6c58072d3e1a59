import type { ClientOp } from "@easel/client";
import { duplicateOps } from "../edits/duplicate.js";
import { type ArrowEnd, addArrowOp, addOp, DRAWN_TYPES, type DrawnType, newAtomId, removeOps } from "../edits/make.js";
import { type Order, orderOps } from "../edits/order.js";
import { carriedWith, movedBy, placeOps } from "../edits/place.js";
import { around, type Box, centerOf, grown, overlaps, shifted, together } from "../geometry/box.js";
import { extentOf } from "../geometry/scene.js";
import { GRID, snappedPoint } from "../geometry/snap.js";
import { fits, fitting, revealing, toCanvas, visibleBox, zoomed } from "../geometry/viewport.js";
import type { Editor } from "./editor.js";
import type { Sight } from "./sight.js";

// What a person can do, however they ask for it: by button, key, menu or list.

export function removeSelected(editor: Editor): void {
  const ops = removeOps(editor.canvas, editor.scene, editor.selection.get());
  if (editor.apply(ops, labelled("Delete"))) editor.select([]);
}

export function duplicateSelected(editor: Editor): void {
  const { ops, ids } = duplicateOps(editor.canvas, editor.selection.get());
  if (editor.apply(ops, labelled("Duplicate"))) editor.select(ids);
}

export function orderSelected(editor: Editor, order: Order): void {
  editor.apply(orderOps(editor.canvas, editor.selection.get(), order), labelled("Order"));
}

/** Steps that follow each other become one command while they wait to be sent. */
export function nudgeSelected(editor: Editor, dx: number, dy: number): void {
  const carried = carriedWith(editor.canvas, editor.scene, editor.selection.get());
  const moved = movedBy(carried, dx, dy);
  const merge = `nudge:${[...moved.keys()].join()}`;
  editor.apply(placeOps(editor.canvas, moved), { ...labelled("Move"), ...(moved.size < 20 ? { merge } : {}) });
}

export function setOnSelected(editor: Editor, properties: Record<string, string | number>, unset: string[] = []): void {
  const ops = editor.selected.map(
    ({ id }): ClientOp => ({ kind: "update", atom_id: id, properties, ...(unset.length > 0 ? { unset } : {}) }),
  );
  editor.apply(ops, labelled("Change"));
}

/** A new atom in the middle of what is visible: drawing for those who have no pointer. */
export function insertInMiddle(editor: Editor, type: DrawnType): void {
  const { width, height } = DRAWN_TYPES[type];
  const { x, y } = centerOf(visibleBox(editor.viewport.get(), editor.size.get()));
  const place = snappedPoint({ x: x - width / 2, y: y - height / 2 }, editor.isSnapping.get());
  const id = newAtomId();
  if (!editor.apply([addOp(id, type, besideOthers(editor, { ...place, width, height }))], labelled("Draw"))) return;
  editor.select([id]);
  reveal(editor, id);
  editor.tool.set("select");
}

/** To the right of what is there, or they would hide each other. Where there is too much, that cannot be helped. */
function besideOthers({ scene }: Editor, box: Box): Box {
  for (let tries = 0; tries < 50; tries++) {
    const place = shifted(box, tries * 4 * GRID, 0);
    const room = grown(place, 2 * GRID);
    if (!scene.shapes.some(({ id, type }) => type !== "group" && overlaps(room, scene.places.get(id)!))) return place;
  }
  return box;
}

/** An arrow from the first selected atom to the second; with one, from it to nowhere; with none, in the middle. */
export function insertArrow(editor: Editor): void {
  const [from, to] = editor.selected.filter(({ type }) => type !== "arrow");
  const box = from ? extentOf(from, editor.scene) : undefined;
  const middle = snappedPoint(centerOf(visibleBox(editor.viewport.get(), editor.size.get())), true);
  const start: ArrowEnd = from ? { atomId: from.id } : middle;
  const free = box ? { x: box.x + box.width + 120, y: box.y + box.height / 2 } : { x: middle.x + 120, y: middle.y };
  const id = newAtomId();
  const end: ArrowEnd = to ? { atomId: to.id } : snappedPoint(free, true);
  if (editor.apply([addArrowOp(id, start, end)], labelled("Draw"))) editor.select([id]);
  editor.tool.set("select");
}

export function selectAll(editor: Editor): void {
  editor.select([...editor.scene.shapes, ...editor.scene.arrows].map(({ id }) => id));
}

/** Starts editing the text of the one atom that is selected. */
export function editText(editor: Editor): void {
  const [atom, other] = editor.selected;
  if (!atom || other || !editor.canEdit) return;
  reveal(editor, atom.id);
  editor.editing.set(atom.id);
}

/** Shows all; of a canvas that is too large for that, all but what lies far away. Returns how much that is. */
export function fitAll(editor: Sight): number {
  const { scene } = editor;
  const boxes = [...scene.shapes, ...scene.arrows].map((atom) => extentOf(atom, scene));
  const size = editor.size.get();
  const near = fits(around(boxes), size) ? boxes : together(boxes, Math.max(size.width, size.height));
  editor.viewport.set(fitting(around(near), size));
  return boxes.length - near.length;
}

/** The same for a person who asked for it: says what is not shown. */
export function showAll(editor: Editor): void {
  const far = fitAll(editor);
  if (far === 0) return;
  const what = far === 1 ? "1 thing lies" : `${far} things lie`;
  editor.tell({ intent: "none", text: `${what} far away from the rest. The outline finds them.` });
}

/** Goes to an atom: in the middle, as large as it can be and not larger than life. */
export function zoomTo(editor: Editor, id: string): void {
  const atom = editor.canvas.find(id);
  if (!atom) return;
  editor.viewport.set(fitting(extentOf(atom, editor.scene), editor.size.get()));
}

/** Brings an atom into view. */
export function reveal(editor: Editor, id: string): void {
  const atom = editor.canvas.find(id);
  if (!atom) return;
  const box = extentOf(atom, editor.scene);
  editor.viewport.set(revealing(editor.viewport.get(), box, editor.size.get()));
}

/** Zooms around the middle. */
export function zoomBy(editor: Sight, factor: number): void {
  const { width, height } = editor.size.get();
  editor.viewport.set(zoomed(editor.viewport.get(), factor, { x: width / 2, y: height / 2 }));
}

/** Life size, with the same place in the middle. */
export function zoomToLife(editor: Sight): void {
  const { width, height } = editor.size.get();
  const view = editor.viewport.get();
  const place = toCanvas(view, { x: width / 2, y: height / 2 });
  editor.viewport.set({ scale: 1, x: width / 2 - place.x, y: height / 2 - place.y });
}

/** How a commit is named in the history. */
export function labelled(label: string): { readonly intent: { readonly label: string } } {
  return { intent: { label } };
}
