import type { CommitLine } from "@easel/client";
import { useEffect, useState } from "react";
import type { Editor } from "../editor/editor.js";
import { commitInWords } from "../history/commit-words.js";
import { ago } from "../shell/time.js";
import { useNow } from "../shell/use-now.js";

/** Who changed what last, as far as this page has seen. */
export function LastChange({ editor: { session } }: { readonly editor: Editor }) {
  const [last, setLast] = useState<{ readonly line: CommitLine; readonly isMine: boolean }>();
  const now = useNow();
  useEffect(() => session.on("commit", setLast), [session]);
  if (!last) return null;
  const { line, isMine } = last;
  return (
    <span className="last-change">
      {isMine ? "You" : line.actor_id} {commitInWords(line)} · {ago(line.ts, Math.max(now, Date.parse(line.ts)))}
    </span>
  );
}
