import type { Atom } from "@easel/client";
import { isSticky } from "../drawing/atom-text.js";
import { PASTELS, PRESETS, STICKY } from "../drawing/palette.js";
import { setOnSelected } from "../editor/commands.js";
import type { Editor } from "../editor/editor.js";

interface ColorFieldProps {
  readonly atoms: readonly Atom[];
  readonly editor: Editor;
}

/** The colour of what is selected. Notes are filled with theirs, so they get soft ones. */
export function ColorField({ atoms, editor }: ColorFieldProps) {
  const areNotes = atoms.every(isSticky);
  const swatches = areNotes ? PASTELS : PRESETS;
  const color = atoms[0]?.properties.color;
  const current = atoms.every(({ properties }) => properties.color === color) ? color : undefined;
  const isPlain = current === undefined && atoms.every(({ properties }) => properties.color === undefined);
  return (
    <fieldset className="field swatches">
      <legend className="field-label">Colour</legend>
      <button
        type="button"
        className={`swatch ${areNotes ? "" : "is-plain"}`}
        style={areNotes ? { backgroundColor: STICKY } : {}}
        aria-label="Default"
        title="Default"
        aria-pressed={isPlain}
        onClick={() => setOnSelected(editor, {}, ["color"])}
      />
      {swatches.map(({ value, css, name }) => (
        <button
          key={value}
          type="button"
          className="swatch"
          style={{ backgroundColor: css }}
          aria-label={name}
          title={name}
          aria-pressed={current === value}
          onClick={() => setOnSelected(editor, { color: value })}
        />
      ))}
    </fieldset>
  );
}
