import { Button } from "@blueprintjs/core";
import type { CommitLine, EaselClient } from "@easel/client";
import type { Editor } from "../editor/editor.js";
import { restore } from "../editor/history.js";
import { useFact } from "../editor/use-canvas.js";
import { ago } from "../shell/time.js";
import { useNow } from "../shell/use-now.js";
import { commitInWords } from "./commit-words.js";
import { useCommits } from "./use-commits.js";

interface HistoryProps {
  readonly editor: Editor;
  readonly client: EaselClient;
}

/** Who changed what last. */
export function History({ editor, client }: HistoryProps) {
  const commits = useCommits(editor.session, client);
  const rev = useFact(editor.session, (session) => session.rev);
  const now = useNow();
  if (commits.length === 0) return <p className="history-none">Nothing has been changed yet.</p>;
  return (
    <ol className="history" aria-label="Newest changes">
      {commits.map((line) => (
        <li key={line.rev} className="commit">
          <span className="commit-rev">{line.rev}</span>
          <span className="commit-what">
            <strong>{line.actor_id}</strong>
            {line.actor_type === "agent" && <span className="agent-mark">agent</span>} {commitInWords(line)}
            <time className="commit-time" dateTime={line.ts} title={new Date(line.ts).toLocaleString()}>
              {ago(line.ts, now)}
            </time>
          </span>
          {editor.canEdit && line.rev < rev && <Restore editor={editor} line={line} />}
        </li>
      ))}
    </ol>
  );
}

function Restore({ editor, line }: { readonly editor: Editor; readonly line: CommitLine }) {
  return (
    <Button
      size="small"
      variant="minimal"
      text="Restore"
      aria-label={`Restore revision ${line.rev}`}
      onClick={() => void restore(editor, line.rev)}
    />
  );
}
