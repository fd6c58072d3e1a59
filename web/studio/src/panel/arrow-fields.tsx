import { HTMLSelect } from "@blueprintjs/core";
import type { Atom } from "@easel/client";
import { endsOf } from "../drag/begin.js";
import { nameOf } from "../drawing/atom-text.js";
import { labelled, setOnSelected } from "../editor/commands.js";
import type { Editor } from "../editor/editor.js";
import { retieOp } from "../edits/make.js";
import { arrowPath } from "../geometry/arrow.js";
import { finder, namedBy } from "../geometry/scene.js";

/** Atoms to choose from; on a canvas with more, arrows are tied by dragging. */
const CHOICES_MAX = 500;

/** What an arrow leads from and to, and which of its ends have a head. */
export function ArrowFields({ atom, editor }: { readonly atom: Atom; readonly editor: Editor }) {
  const heads = `${atom.properties.fromEnd === "arrow" ? "from" : ""}${atom.properties.toEnd === "none" ? "" : "to"}`;
  return (
    <>
      <EndField atom={atom} editor={editor} end="from" />
      <EndField atom={atom} editor={editor} end="to" />
      <div className="field">
        <label className="field-label" htmlFor="arrow-heads">
          Heads
        </label>
        <HTMLSelect
          id="arrow-heads"
          fill
          value={heads}
          onChange={({ target: { value } }) =>
            setOnSelected(editor, {
              fromEnd: value.includes("from") ? "arrow" : "none",
              toEnd: value.includes("to") ? "arrow" : "none",
            })
          }
        >
          <option value="to">At the end</option>
          <option value="from">At the start</option>
          <option value="fromto">At both</option>
          <option value="">None</option>
        </HTMLSelect>
      </div>
    </>
  );
}

interface EndFieldProps {
  readonly atom: Atom;
  readonly editor: Editor;
  readonly end: "from" | "to";
}

function EndField({ atom, editor, end }: EndFieldProps) {
  const { scene } = editor;
  const named = atom.properties[`${end}Node`];
  const tied = typeof named === "string" ? (namedBy(scene, named) ?? "") : "";
  const choose = (atomId: string) => {
    const [from, to] = endsOf(editor, atom);
    const [tipFrom, tipTo] = arrowPath(atom, finder(scene)).tips;
    const target = atomId ? { atomId } : rounded(end === "from" ? tipFrom : tipTo);
    editor.apply([retieOp(atom.id, end, target, end === "from" ? to : from)], labelled("Connect"));
  };
  return (
    <div className="field">
      <label className="field-label" htmlFor={`arrow-${end}`}>
        {end === "from" ? "From" : "To"}
      </label>
      <HTMLSelect id={`arrow-${end}`} fill value={tied} onChange={(event) => choose(event.target.value)}>
        <option value="">A free end</option>
        {scene.shapes
          .filter(({ id }, at) => at < CHOICES_MAX || id === tied)
          .map((shape) => (
            <option key={shape.id} value={shape.id}>
              {nameOf(shape)}
            </option>
          ))}
      </HTMLSelect>
    </div>
  );
}

function rounded({ x, y }: { x: number; y: number }) {
  return { x: Math.round(x), y: Math.round(y) };
}
