import type { HistoryResult } from "@easel/client";
import type { Editor } from "./editor.js";

/** Takes the newest own commit back. */
export function undo(editor: Editor): Promise<void> {
  return told(editor, () => editor.session.undo(), "There is nothing of yours to undo.");
}

/** Does again what was taken back. */
export function redo(editor: Editor): Promise<void> {
  return told(editor, () => editor.session.redo(), "There is nothing to redo.");
}

/** Makes the canvas what it was at a revision. */
export function restore(editor: Editor, rev: number): Promise<void> {
  return told(editor, () => editor.session.restore(rev), "The canvas is what it was then.");
}

/** The server decides what there is to take back, so without it nothing is. */
async function told(editor: Editor, ask: () => Promise<HistoryResult>, nothing: string): Promise<void> {
  if (editor.session.status !== "live") {
    editor.tell({ intent: "warning", text: "This works once the connection is back." });
    return;
  }
  const done = await ask();
  if (done.outcome === "nothing") editor.tell({ intent: "none", text: nothing });
  else if (done.outcome === "refused") editor.tell({ intent: "danger", text: done.error.message });
}
