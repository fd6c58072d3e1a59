import {
  duplicateSelected,
  editText,
  insertArrow,
  insertInMiddle,
  nudgeSelected,
  orderSelected,
  removeSelected,
  selectAll,
  showAll,
  zoomBy,
  zoomToLife,
} from "../editor/commands.js";
import type { Editor, Tool } from "../editor/editor.js";
import { redo, undo } from "../editor/history.js";
import type { Order } from "../edits/order.js";
import { GRID } from "../geometry/snap.js";

/** How much a key zooms. */
export const ZOOM_STEP = 1.25;

/** The key of each tool. */
export const TOOL_KEYS: Readonly<Record<string, Tool>> = {
  v: "select",
  r: "rectangle",
  o: "ellipse",
  t: "text",
  s: "sticky",
  a: "arrow",
};

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

const ORDERS: Readonly<Record<string, Order>> = { "[": "backward", "]": "forward", "{": "back", "}": "front" };

/** What matters of a pressed key. */
export type Pressed = Pick<KeyboardEvent, "key" | "shiftKey" | "altKey" | "ctrlKey" | "metaKey">;

/** Does what a key means on the canvas and in its outline. True if it means something. */
export function pressed(editor: Editor, event: Pressed): boolean {
  const { key, shiftKey } = event;
  if (event.altKey) return false;
  if (event.ctrlKey || event.metaKey) return pressedWithCommand(editor, key.toLowerCase(), shiftKey);
  const arrow = ARROWS[key];
  if (arrow && editor.selection.get().size > 0) {
    const step = shiftKey ? GRID : 1;
    nudgeSelected(editor, arrow[0] * step, arrow[1] * step);
    return true;
  }
  return arrow ? panBy(editor, arrow) : pressedAlone(editor, key);
}

function pressedWithCommand(editor: Editor, key: string, isShifted: boolean): boolean {
  const actions: Readonly<Record<string, () => unknown>> = {
    a: () => selectAll(editor),
    d: () => duplicateSelected(editor),
    z: () => (isShifted ? redo(editor) : undo(editor)),
    y: () => redo(editor),
    "+": () => zoomBy(editor, ZOOM_STEP),
    "=": () => zoomBy(editor, ZOOM_STEP),
    "-": () => zoomBy(editor, 1 / ZOOM_STEP),
    "0": () => zoomToLife(editor),
  };
  return done(actions[key]);
}

function pressedAlone(editor: Editor, key: string): boolean {
  const order = ORDERS[key];
  const tool = TOOL_KEYS[key.toLowerCase()];
  if (order) return done(() => orderSelected(editor, order));
  if (tool) return done(() => editor.tool.set(tool));
  const actions: Readonly<Record<string, () => unknown>> = {
    Delete: () => removeSelected(editor),
    Backspace: () => removeSelected(editor),
    Enter: () => enter(editor),
    F2: () => editText(editor),
    Escape: () => letGo(editor),
    f: () => showAll(editor),
  };
  return done(actions[key]);
}

/** Enter draws with the chosen tool, in the middle; without one it edits the text of what is selected. */
function enter(editor: Editor): void {
  const tool = editor.tool.get();
  if (tool === "arrow") insertArrow(editor);
  else if (tool !== "select") insertInMiddle(editor, tool);
  else editText(editor);
}

function letGo(editor: Editor): void {
  if (editor.tool.get() === "select") editor.select([]);
  editor.tool.set("select");
}

function panBy(editor: Editor, [dx, dy]: readonly [number, number]): boolean {
  const view = editor.viewport.get();
  editor.viewport.set({ ...view, x: view.x - dx * 60, y: view.y - dy * 60 });
  return true;
}

function done(action: (() => unknown) | undefined): boolean {
  if (action) void action();
  return action !== undefined;
}
