import { useEffect } from "react";
import { pressed } from "../board/board-keys.js";
import type { Editor } from "../editor/editor.js";

/** Where keys have a meaning of their own, or are taken care of already. */
const TAKEN = "input, textarea, select, [contenteditable], [role=listbox], [role=dialog], .board";
/** What buttons, links and tabs need for themselves. */
const OWN_KEYS = new Set(["Enter", " ", "Tab", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]);

/** The keys of the canvas work wherever they mean nothing else: after a click on a button too. */
export function useShortcuts(editor: Editor): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const target = event.target as Element;
      const isFree = target === document.body || !OWN_KEYS.has(event.key);
      if (event.defaultPrevented || target.closest(TAKEN) || !isFree) return;
      if (pressed(editor, event)) event.preventDefault();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [editor]);
}
