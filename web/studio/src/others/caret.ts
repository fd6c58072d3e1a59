import type { CanvasSession, Json } from "@easel/client";
import { throttled } from "./sharing.js";

/** Shows the others where one types. Returns what ends that. */
export function shareCaret(
  session: CanvasSession,
  field: HTMLTextAreaElement,
  atomId: string,
  property: string,
): () => void {
  const say = throttled<Json>((payload) => session.gesture({ kind: "caret", payload }));
  const tell = () => {
    if (document.activeElement !== field) return;
    say({ atom_id: atomId, property, start: field.selectionStart, end: field.selectionEnd });
  };
  const ended = new AbortController();
  // Fields tell selection changes through the document.
  document.addEventListener("selectionchange", tell, { signal: ended.signal });
  field.addEventListener("input", tell, { signal: ended.signal });
  tell();
  return () => {
    ended.abort();
    say({});
  };
}
