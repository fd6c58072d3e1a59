import type { CanvasSession } from "@easel/client";
import { useEffect } from "react";
import type { Editor } from "../editor/editor.js";
import type { Others } from "../others/others.js";

declare global {
  interface Window {
    /** The open canvas, for the browser's console and for tests. */
    easel?: { readonly session: CanvasSession; readonly editor: Editor; readonly others: Others } | undefined;
  }
}

/** Shows the open canvas to the browser's console. Whoever can use that can do all of it anyway. */
export function useConsole(editor: Editor, others: Others): void {
  useEffect(() => {
    window.easel = { session: editor.session, editor, others };
    return () => {
      window.easel = undefined;
    };
  }, [editor, others]);
}
