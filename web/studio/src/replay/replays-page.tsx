import { Button, Callout, NonIdealState, Spinner } from "@blueprintjs/core";
import { History } from "@blueprintjs/icons";
import type { ReplayArtifact } from "@easel/client/player";
import { useCallback, useEffect, useState } from "react";
import { canEdit } from "../auth/token.js";
import { useRecordTitle } from "../canvas/title.js";
import { RUNS_STEP, type Run, runsOf } from "../runs/runs.js";
import type { SignedIn } from "../shell/app.js";
import { replaysHref } from "../shell/route.js";
import { ago } from "../shell/time.js";
import { useNow } from "../shell/use-now.js";
import { isSignedOut, wordsFor } from "../shell/words.js";
import { MakeReplay } from "./make-replay.js";
import { lengthInWords } from "./moment.js";
import { ReplayFrame } from "./replay-frame.js";
import { replayInWords } from "./replay-words.js";

interface ReplaysPageProps {
  readonly canvasId: string;
  readonly signedIn: SignedIn;
}

/** The replays of a canvas. */
export function ReplaysPage({ canvasId, signedIn }: ReplaysPageProps) {
  const { replays, client, server, identity, signOut } = signedIn;
  const [list, setList] = useState<readonly ReplayArtifact[]>();
  const [runs, setRuns] = useState<readonly Run[]>([]);
  const [failure, setFailure] = useState<unknown>();
  const load = useCallback(() => {
    setFailure(undefined);
    replays.list(canvasId).then(setList, setFailure);
    // Only for their names: without them a list is still a list.
    runsOf(server, canvasId, RUNS_STEP).then(
      (newest) => setRuns(newest.runs),
      () => {},
    );
  }, [replays, server, canvasId]);
  const title = useRecordTitle(client, canvasId);
  useEffect(load, [load]);
  useEffect(() => {
    document.title = `Replays of ${title} – Easel`;
  }, [title]);
  useEffect(() => {
    if (isSignedOut(failure)) signOut(wordsFor(failure).title);
  }, [failure, signOut]);
  const words = failure === undefined ? undefined : wordsFor(failure);
  return (
    <ReplayFrame canvasId={canvasId} signedIn={signedIn} title={`Replays of ${title}`}>
      <main className="replays">
        {canEdit(identity) && <MakeReplay canvasId={canvasId} replays={replays} />}
        {words && (
          <Callout intent="danger" title={words.title} role="alert">
            {words.detail} <Button size="small" variant="outlined" text="Try again" onClick={load} />
          </Callout>
        )}
        {!list && !words && <Spinner aria-label="Loading replays" />}
        {list && (list.length > 0 ? <ReplayList canvasId={canvasId} list={list} runs={runs} /> : <None />)}
      </main>
    </ReplayFrame>
  );
}

interface ReplayListProps {
  readonly canvasId: string;
  readonly list: readonly ReplayArtifact[];
  readonly runs: readonly Run[];
}

function ReplayList({ canvasId, list, runs }: ReplayListProps) {
  const now = useNow();
  return (
    <ul className="replay-list" aria-label="Replays">
      {list.map((replay) => {
        const { id, summary, created_at, created_by } = replay;
        return (
          <li key={id} className="replay-item">
            <a className="replay-title" href={replaysHref(canvasId, id)}>
              {replayInWords(replay, runs)}
            </a>
            <span className="replay-extent">
              Revisions {summary.from_rev} to {summary.to_rev}
            </span>
            <span className="replay-about">
              {lengthInWords(summary.duration_ms)} in {summary.entries === 1 ? "1 step" : `${summary.entries} steps`}
              {summary.mode === "full" && ", every one as it was"}
            </span>
            <span className="replay-made">
              Made{" "}
              <time dateTime={created_at} title={new Date(created_at).toLocaleString()}>
                {ago(created_at, now)}
              </time>{" "}
              by {created_by}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function None() {
  return (
    <NonIdealState
      icon={<History size={40} />}
      title="No replay yet"
      description="A replay shows how a canvas became what it is."
    />
  );
}
