import { Button, Callout, Spinner } from "@blueprintjs/core";
import type { CommitLine } from "@easel/client";
import { useState } from "react";
import type { Editor } from "../editor/editor.js";
import { undoRun } from "../editor/history.js";
import type { SignedIn } from "../shell/app.js";
import { useNow } from "../shell/use-now.js";
import { wordsFor } from "../shell/words.js";
import { RunItem } from "./run-item.js";
import type { Run } from "./runs.js";
import { UndoRun } from "./undo-run.js";
import { useRuns } from "./use-runs.js";

interface RunListProps {
  readonly editor: Editor;
  readonly signedIn: SignedIn;
  /** The newest commits: they tell what runs are for. */
  readonly commits: readonly CommitLine[];
}

/** What agents, and others who work in runs, did in one go. */
export function RunList({ editor, signedIn, commits }: RunListProps) {
  const { newest, isLoadingMore, failure, retry, showMore } = useRuns(editor.session, signedIn.server);
  const [asked, setAsked] = useState<Run>();
  const now = useNow();
  const words = failure === undefined ? undefined : wordsFor(failure);
  return (
    <>
      {words && (
        <Callout className="panel-trouble" intent="danger" compact title={words.title} role="alert">
          {words.detail} <Button size="small" variant="outlined" text="Try again" onClick={retry} />
        </Callout>
      )}
      {!newest && !words && <Spinner className="panel-wait" size={24} aria-label="Loading runs" />}
      {newest?.runs.length === 0 && (
        <p className="history-none">
          No runs yet. What an agent does in one go is listed here, to be looked at, played, and undone as a whole.
        </p>
      )}
      <ol className="runs" aria-label="Newest runs">
        {newest?.runs.map((run) => (
          <RunItem
            key={run.run_id}
            run={run}
            commits={commits}
            editor={editor}
            signedIn={signedIn}
            now={now}
            onUndo={() => setAsked(run)}
          />
        ))}
      </ol>
      {newest?.hasMore && (
        <Button
          className="runs-more"
          size="small"
          variant="outlined"
          text="More"
          aria-label="More runs"
          loading={isLoadingMore}
          onClick={showMore}
        />
      )}
      <UndoRun
        run={asked}
        onCancel={() => setAsked(undefined)}
        onConfirm={(run) => {
          setAsked(undefined);
          void undoRun(editor, run.run_id);
        }}
      />
    </>
  );
}
