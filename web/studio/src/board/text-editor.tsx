import type { Atom } from "@easel/client";
import { useEffect, useRef } from "react";
import { isSticky, kindOf, textPropertyOf } from "../drawing/atom-text.js";
import { textBoxOf } from "../drawing/draw-shape.js";
import type { Editor } from "../editor/editor.js";
import { redo, undo } from "../editor/history.js";
import { useStore } from "../editor/store.js";
import { useCanvas } from "../editor/use-canvas.js";
import { arrowPath } from "../geometry/arrow.js";
import type { Box } from "../geometry/box.js";
import { finder } from "../geometry/scene.js";
import { shareCaret } from "../others/caret.js";
import { useTextField } from "../text/use-text-field.js";

const LABEL_WIDTH = 200;
const LABEL_HEIGHT = 28;

/** The text field over the atom whose text is being edited. */
export function TextEditor({ editor }: { readonly editor: Editor }) {
  const canvas = useCanvas(editor.session);
  const id = useStore(editor.editing);
  const atom = id === undefined ? undefined : canvas.find(id);
  useEffect(() => {
    // Someone else removed it.
    if (id !== undefined && !atom) editor.editing.set(undefined);
  }, [id, atom, editor]);
  return atom ? <AtomField key={atom.id} atom={atom} editor={editor} /> : null;
}

function AtomField({ atom, editor }: { readonly atom: Atom; readonly editor: Editor }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const { x, y, scale } = useStore(editor.viewport);
  const property = textPropertyOf(atom);
  useTextField(editor, atom.id, property, field);
  useEffect(() => {
    const element = field.current!;
    element.focus({ preventScroll: true });
    element.setSelectionRange(element.value.length, element.value.length);
    return shareCaret(editor.session, element, atom.id, property);
  }, [editor, atom.id, property]);
  const box = fieldBox(editor, atom);
  return (
    <textarea
      ref={field}
      className={`atom-field ${isSticky(atom) ? "on-sticky" : ""} ${isLabel(atom) ? "is-label" : ""}`}
      aria-label={`Text of ${kindOf(atom)}`}
      spellCheck={false}
      dir="auto"
      style={{
        width: box.width,
        height: box.height,
        transform: `translate(${box.x * scale + x}px, ${box.y * scale + y}px) scale(${scale})`,
      }}
      onPointerDown={(event) => event.stopPropagation()}
      onDoubleClick={(event) => event.stopPropagation()}
      onBlur={() => editor.editing.set(undefined)}
      onKeyDown={(event) => {
        event.stopPropagation();
        const isCommand = event.ctrlKey || event.metaKey;
        if (event.key === "Escape" || (isCommand && event.key === "Enter")) leave(editor, event);
        else if (isCommand && event.key.toLowerCase() === "z") {
          // The browser's own undo knows nothing of what others typed in between.
          event.preventDefault();
          void (event.shiftKey ? redo : undo)(editor);
        }
      }}
    />
  );
}

function leave(editor: Editor, event: { preventDefault(): void; currentTarget: HTMLElement }): void {
  event.preventDefault();
  const board = event.currentTarget.closest<HTMLElement>(".board");
  editor.editing.set(undefined);
  board?.focus();
}

function isLabel({ type }: Atom): boolean {
  return type === "arrow" || type === "group";
}

/** Where the field goes: over the text. */
function fieldBox({ scene }: Editor, atom: Atom): Box {
  if (atom.type === "arrow") {
    const { middle } = arrowPath(atom, finder(scene));
    const [width, height] = [LABEL_WIDTH, LABEL_HEIGHT];
    return { x: middle.x - width / 2, y: middle.y - height / 2 - 4, width, height };
  }
  const box = scene.places.get(atom.id)!;
  if (atom.type === "group")
    return { x: box.x, y: box.y - LABEL_HEIGHT, width: Math.max(LABEL_WIDTH, box.width), height: LABEL_HEIGHT };
  const text = textBoxOf(atom, box);
  return { ...text, x: box.x + text.x, y: box.y + text.y };
}
