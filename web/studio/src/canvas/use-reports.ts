import type { CanvasSession } from "@easel/client";
import { useEffect } from "react";
import { opInWords } from "../history/commit-words.js";
import type { ShowToast } from "../shell/toasts.js";
import { reasonInWords, resetInWords, wordsFor } from "../shell/words.js";

/** Long enough to read, and it can be dismissed. */
const TIMEOUT_MS = 12_000;
const UNKEPT = "This browser does not keep edits that wait to be sent. They are lost if the page is closed before.";

/** Tells what became of edits that others made pointless or that the server refused. Nothing is lost in silence. */
export function useReports(session: CanvasSession, toast: ShowToast): void {
  useEffect(() => {
    const ends = [
      session.on("dropped", ({ ops }) => {
        const [first] = ops;
        // Others did the very same: there is nothing to tell.
        if (!first) return;
        const more = ops.length > 1 ? `, and ${ops.length - 1} more` : "";
        const what = `“${opInWords(first.op)}”${more}`;
        const message = `Your edit could not be kept: ${what}, because ${reasonInWords(first.reason)}.`;
        toast({ message, intent: "warning", timeout: TIMEOUT_MS });
      }),
      session.on("refused", ({ error, ops }) => {
        const what = ops[0] ? `“${opInWords(ops[0])}”` : "An edit";
        toast({ message: `${what} was refused: ${error.message}`, intent: "danger", timeout: TIMEOUT_MS });
      }),
      session.on("reset", ({ reason }) => {
        toast({ message: resetInWords(reason), intent: "warning", timeout: TIMEOUT_MS });
      }),
      session.on("error", (error) => {
        if (error.code === "STORE") toast({ message: UNKEPT, intent: "warning", timeout: TIMEOUT_MS });
        else if (error.code !== "LOST") toast({ message: wordsFor(error).title, intent: "warning" });
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [session, toast]);
}
