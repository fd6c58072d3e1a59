import type { Atom } from "@easel/client";
import { useRef } from "react";
import { textPropertyOf } from "../drawing/atom-text.js";
import type { Editor } from "../editor/editor.js";
import { redo, undo } from "../editor/history.js";
import { useTextField } from "../text/use-text-field.js";

const NAMES: Readonly<Record<string, string>> = {
  file: "File",
  label: "Label",
  text: "Text",
  title: "Title",
  url: "Address",
};

/** The text of an atom, for editing beside the canvas. */
export function TextPropertyField({ atom, editor }: { readonly atom: Atom; readonly editor: Editor }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const property = textPropertyOf(atom);
  useTextField(editor, atom.id, property, field);
  const isLong = property === "text";
  return (
    <label className="field">
      <span className="field-label">{NAMES[property] ?? property}</span>
      <textarea
        ref={field}
        className="bp6-input bp6-text-area bp6-fill"
        rows={isLong ? 4 : 1}
        spellCheck={false}
        onKeyDown={(event) => {
          if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
          event.preventDefault();
          void (event.shiftKey ? redo : undo)(editor);
        }}
      />
    </label>
  );
}
