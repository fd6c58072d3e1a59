import type { HistoryResult } from "@easel/client";
import { wordsFor } from "../shell/words.js";
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

/** Takes all of a run back, as one change. */
export function undoRun(editor: Editor, runId: string): Promise<void> {
  const ask = () => editor.session.undo({ scope: "run", run_id: runId, whole: true });
  return told(editor, ask, "There is nothing of this run left to undo.", "The run was undone.");
}

/** Does all of a run again that was taken back. */
export function redoRun(editor: Editor, runId: string): Promise<void> {
  const ask = () => editor.session.redo({ scope: "run", run_id: runId });
  return told(editor, ask, "There is nothing of this run to bring back.", "The run was brought back.");
}

/** The server decides what there is to take back, so without it nothing is. */
async function told(
  editor: Editor,
  ask: () => Promise<HistoryResult>,
  nothing: string,
  committed?: string,
): Promise<void> {
  if (editor.session.status !== "live") {
    editor.tell({ intent: "warning", text: "This works once the connection is back." });
    return;
  }
  const done = await ask();
  if (done.outcome === "nothing") editor.tell({ intent: "none", text: nothing });
  else if (done.outcome === "committed" && committed) editor.tell({ intent: "success", text: committed });
  else if (done.outcome === "refused") {
    const { title, detail } = wordsFor(done.error);
    editor.tell({ intent: "danger", text: `${title}. ${detail}` });
  }
}
