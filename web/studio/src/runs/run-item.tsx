import { Button } from "@blueprintjs/core";
import type { CommitLine } from "@easel/client";
import { useState } from "react";
import type { Editor } from "../editor/editor.js";
import { redoRun } from "../editor/history.js";
import type { SignedIn } from "../shell/app.js";
import { replaysHref } from "../shell/route.js";
import { ago } from "../shell/time.js";
import { wordsFor } from "../shell/words.js";
import { extentInWords, problemsInWords, purposeOf } from "./run-words.js";
import type { Run } from "./runs.js";

interface RunItemProps {
  readonly run: Run;
  readonly commits: readonly CommitLine[];
  readonly editor: Editor;
  readonly signedIn: SignedIn;
  readonly now: number;
  readonly onUndo: () => void;
}

/** One run: who, when and what, and what can be done with it. */
export function RunItem({ run, commits, editor, signedIn, now, onUndo }: RunItemProps) {
  const { run_id, actor_id, actor_type, status, last_at, problems, audit_id, undone_by_rev } = run;
  const isUndone = typeof undone_by_rev === "number";
  const purpose = purposeOf(run, commits);
  const showAudit = () => {
    editor.report.set(audit_id!);
    editor.panel.set("audit");
  };
  return (
    <li className="run" aria-labelledby={`run-${run_id}`}>
      <h3 id={`run-${run_id}`} className="run-head">
        <span className="run-name" title={`Run ${run_id}`}>
          {actor_id}
        </span>
        {actor_type === "agent" && <span className="agent-mark">agent</span>}
        <span className={`run-state is-${status}`}>{status === "open" ? "at work" : ago(last_at, now)}</span>
      </h3>
      {purpose && <p className="run-purpose">{purpose}</p>}
      <p className="run-about">{extentInWords(run)}</p>
      {isUndone && <p className="run-about">Undone in revision {undone_by_rev}.</p>}
      {problems && problems.length > 0 && <p className="run-about is-trouble">{problemsInWords(problems)}</p>}
      <div className="run-actions">
        <Replay run={run} editor={editor} signedIn={signedIn} />
        {audit_id && (
          <Button size="small" text="Audit" aria-label={`Audit of the run of ${actor_id}`} onClick={showAudit} />
        )}
        {editor.canEdit && !isUndone && (
          <Button size="small" text="Undo…" aria-label={`Undo the run of ${actor_id}`} onClick={onUndo} />
        )}
        {editor.canEdit && isUndone && (
          <Button
            size="small"
            text="Bring back"
            aria-label={`Bring back the run of ${actor_id}`}
            onClick={() => void redoRun(editor, run_id)}
          />
        )}
      </div>
    </li>
  );
}

/** The replay of a run, which auto mode has made or who may edit makes now. */
function Replay({ run, editor, signedIn }: Pick<RunItemProps, "run" | "editor" | "signedIn">) {
  const [isMaking, setIsMaking] = useState(false);
  const { canvasId } = editor.session;
  const name = `Play the run of ${run.actor_id}`;
  if (run.replay_id) {
    return (
      <a className="bp6-button bp6-small" href={replaysHref(canvasId, run.replay_id)} aria-label={name}>
        <span className="bp6-button-text">Play</span>
      </a>
    );
  }
  if (!editor.canEdit) return null;
  const make = async () => {
    setIsMaking(true);
    try {
      const { run_id } = run;
      const { id } = await signedIn.replays.make(canvasId, { run_id, correlation_id: run_id });
      location.hash = replaysHref(canvasId, id);
    } catch (refused) {
      const { title, detail } = wordsFor(refused);
      editor.tell({ intent: "danger", text: `${title}. ${detail}` });
      setIsMaking(false);
    }
  };
  return <Button size="small" text="Play" aria-label={name} loading={isMaking} onClick={() => void make()} />;
}
