import { Button } from "@blueprintjs/core";
import type { CommitLine } from "@easel/client";
import type { Editor } from "../editor/editor.js";
import { restore } from "../editor/history.js";
import { useFact } from "../editor/use-canvas.js";
import { ago } from "../shell/time.js";
import { useNow } from "../shell/use-now.js";
import { commitInWords, floorIn } from "./commit-words.js";

interface CommitListProps {
  readonly editor: Editor;
  readonly commits: readonly CommitLine[];
}

/** Who changed what last. */
export function CommitList({ editor, commits }: CommitListProps) {
  const rev = useFact(editor.session, (session) => session.rev);
  const now = useNow();
  const floor = floorIn(commits);
  if (commits.length === 0) return <p className="history-none">Nothing has been changed yet.</p>;
  return (
    <>
      {floor > 0 && (
        <p className="history-none">
          What was changed up to revision {floor} has been erased for good. Who did it, and when, is still known.
        </p>
      )}
      <ol className="history" aria-label="Newest changes">
        {commits.map((line) => (
          <li key={line.rev} className={`commit ${line.erased ? "is-erased" : ""}`}>
            <span className="commit-rev">{line.rev}</span>
            <span className="commit-what">
              <strong>{line.actor_id}</strong>
              {line.actor_type === "agent" && <span className="agent-mark">agent</span>} {commitInWords(line)}
              <time className="commit-time" dateTime={line.ts} title={new Date(line.ts).toLocaleString()}>
                {ago(line.ts, now)}
              </time>
            </span>
            {editor.canEdit && line.rev < rev && line.rev >= floor && <Restore editor={editor} line={line} />}
          </li>
        ))}
      </ol>
    </>
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
