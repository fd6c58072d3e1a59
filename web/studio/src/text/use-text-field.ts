import type { ClientOp } from "@easel/client";
import { type RefObject, useEffect, useRef } from "react";
import type { Editor } from "../editor/editor.js";
import { TextBinding } from "./text-binding.js";
import { type TextChange, textOp } from "./text-diff.js";

/** How many fields there have been: typing is merged within one visit of a field only. */
type Visit = { count: number };

/** Ties a text field to a text property of an atom, as long as both are there. */
export function useTextField(
  editor: Editor,
  atomId: string,
  property: string,
  field: RefObject<HTMLTextAreaElement | null>,
): void {
  const visit = useRef<Visit>({ count: 0 });
  useEffect(() => {
    const element = field.current;
    if (!element) return;
    const merge = `type:${atomId}:${property}:${++visit.current.count}`;
    const binding = new TextBinding(element, {
      read: () => textIn(editor, atomId, property),
      write: (change) => {
        editor.apply([opFor(editor, atomId, property, change)], { merge, intent: { label: "Type" } });
      },
    });
    const input = () => binding.input();
    const starts = () => binding.compositionStarts();
    const ends = () => binding.compositionEnds();
    element.addEventListener("input", input);
    element.addEventListener("compositionstart", starts);
    element.addEventListener("compositionend", ends);
    const stop = editor.session.on("change", () => binding.sync());
    return () => {
      stop();
      element.removeEventListener("input", input);
      element.removeEventListener("compositionstart", starts);
      element.removeEventListener("compositionend", ends);
    };
  }, [editor, atomId, property, field]);
}

/** The text of a property: empty where there is none yet, undefined where there is no atom. */
export function textIn({ canvas }: Editor, atomId: string, property: string): string | undefined {
  const atom = canvas.find(atomId);
  const text = atom?.properties[property];
  return typeof text === "string" ? text : atom && "";
}

/** Text ops need a text that is there. The first change of one that is not makes it. */
function opFor(editor: Editor, atomId: string, property: string, change: TextChange): ClientOp {
  const isThere = typeof editor.canvas.find(atomId)?.properties[property] === "string";
  if (isThere) return textOp(atomId, property, change);
  return { kind: "update", atom_id: atomId, properties: { [property]: change.text } };
}
