import type { Atom } from "@easel/client";
import { useId, useRef } from "react";
import { textPropertyOf } from "../drawing/atom-text.js";
import type { Editor } from "../editor/editor.js";
import { redo, undo } from "../editor/history.js";
import { useTextField } from "../text/use-text-field.js";

const NAMES: Readonly<Record<string, string>> = {
  alt: "Alternative text",
  file: "File",
  label: "Label",
  text: "Text",
  title: "Title",
  url: "Address",
};

interface TextPropertyFieldProps {
  readonly atom: Atom;
  readonly editor: Editor;
  /** The property that holds it, if not the one that the canvas shows as its text. */
  readonly property?: string;
}

/** The text of an atom, for editing beside the canvas. */
export function TextPropertyField({ atom, editor, property = textPropertyOf(atom) }: TextPropertyFieldProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const help = useId();
  useTextField(editor, atom.id, property, field);
  const isLong = property === "text" || property === "alt";
  return (
    <div className="field">
      <label className="field">
        <span className="field-label">{NAMES[property] ?? property}</span>
        <textarea
          ref={field}
          className="bp6-input bp6-text-area bp6-fill"
          rows={isLong ? (property === "alt" ? 2 : 4) : 1}
          aria-describedby={property === "alt" ? help : undefined}
          spellCheck={false}
          onKeyDown={(event) => {
            if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
            event.preventDefault();
            void (event.shiftKey ? redo : undo)(editor);
          }}
        />
      </label>
      {property === "alt" && (
        <p id={help} className="field-help">
          What it shows, in words, for those who do not see it.
        </p>
      )}
    </div>
  );
}
