import type { Atom } from "@easel/client";
import { useEffect, useState } from "react";
import { setOnSelected } from "../editor/commands.js";
import type { Editor } from "../editor/editor.js";
import { useStore } from "../editor/store.js";
import { boxOf } from "../geometry/box.js";
import { SIZE_MIN } from "../geometry/resize.js";

const FIELDS = [
  ["x", "X", Number.NEGATIVE_INFINITY],
  ["y", "Y", Number.NEGATIVE_INFINITY],
  ["width", "Width", SIZE_MIN],
  ["height", "Height", SIZE_MIN],
] as const;

/** Where an atom is and how large, as numbers. */
export function PlaceFields({ atom, editor }: { readonly atom: Atom; readonly editor: Editor }) {
  const moved = useStore(editor.moved);
  const box = moved.get(atom.id) ?? boxOf(atom);
  return (
    <div className="place-fields">
      {FIELDS.map(([name, label, min]) => (
        <NumberField
          key={name}
          label={label}
          value={box[name]}
          min={min}
          onCommit={(value) => setOnSelected(editor, { [name]: value })}
        />
      ))}
    </div>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly onCommit: (value: number) => void;
}

/** A number that takes effect when it is left or confirmed, not with every key. */
function NumberField({ label, value, min, onCommit }: NumberFieldProps) {
  const shown = String(Math.round(value * 100) / 100);
  const [text, setText] = useState(shown);
  useEffect(() => setText(shown), [shown]);
  const commit = () => {
    const wanted = Number(text);
    if (text.trim() === "" || !Number.isFinite(wanted)) setText(shown);
    else if (text !== shown) onCommit(Math.max(min, wanted));
  };
  return (
    <label className="field">
      <span className="field-label">{label}</span>
      <input
        className="bp6-input bp6-fill"
        type="number"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => event.key === "Enter" && commit()}
      />
    </label>
  );
}
