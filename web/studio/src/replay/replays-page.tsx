import { Button, Callout, HTMLTable, NonIdealState, Spinner } from "@blueprintjs/core";
import { History } from "@blueprintjs/icons";
import type { ReplayArtifact } from "@easel/client/player";
import { useCallback, useEffect, useState } from "react";
import { canEdit } from "../auth/token.js";
import type { SignedIn } from "../shell/app.js";
import { replaysHref } from "../shell/route.js";
import { ago } from "../shell/time.js";
import { useNow } from "../shell/use-now.js";
import { isSignedOut, wordsFor } from "../shell/words.js";
import { MakeReplay } from "./make-replay.js";
import { lengthInWords } from "./moment.js";
import { ReplayFrame } from "./replay-frame.js";

interface ReplaysPageProps {
  readonly canvasId: string;
  readonly signedIn: SignedIn;
}

/** The replays of a canvas. */
export function ReplaysPage({ canvasId, signedIn }: ReplaysPageProps) {
  const { replays, identity, signOut } = signedIn;
  const [list, setList] = useState<readonly ReplayArtifact[]>();
  const [failure, setFailure] = useState<unknown>();
  const load = useCallback(() => {
    setFailure(undefined);
    replays.list(canvasId).then(setList, setFailure);
  }, [replays, canvasId]);
  useEffect(load, [load]);
  useEffect(() => {
    document.title = "Replays – Easel";
  }, []);
  useEffect(() => {
    if (isSignedOut(failure)) signOut(wordsFor(failure).title);
  }, [failure, signOut]);
  const words = failure === undefined ? undefined : wordsFor(failure);
  return (
    <ReplayFrame canvasId={canvasId} signedIn={signedIn} title="Replays">
      <main className="replays">
        {canEdit(identity) && <MakeReplay canvasId={canvasId} replays={replays} />}
        {words && (
          <Callout intent="danger" title={words.title} role="alert">
            {words.detail} <Button size="small" variant="outlined" text="Try again" onClick={load} />
          </Callout>
        )}
        {!list && !words && <Spinner aria-label="Loading replays" />}
        {list && (list.length > 0 ? <ReplayTable list={list} canvasId={canvasId} /> : <None />)}
      </main>
    </ReplayFrame>
  );
}

function ReplayTable({ list, canvasId }: { readonly list: readonly ReplayArtifact[]; readonly canvasId: string }) {
  const now = useNow();
  return (
    <HTMLTable className="replay-table" interactive>
      <thead>
        <tr>
          <th scope="col">Replay</th>
          <th scope="col">Length</th>
          <th scope="col">Steps</th>
          <th scope="col">Made</th>
        </tr>
      </thead>
      <tbody>
        {list.map(({ id, summary, created_at, created_by }) => (
          <tr key={id}>
            <td>
              <a href={replaysHref(canvasId, id)}>
                Revisions {summary.from_rev} to {summary.to_rev}
              </a>
              {(summary.actor ?? summary.run_id) && ` · ${summary.actor ?? summary.run_id}`}
              {summary.mode === "full" && <span className="replay-mode">every step</span>}
            </td>
            <td>{lengthInWords(summary.duration_ms)}</td>
            <td>{summary.entries}</td>
            <td>
              <time dateTime={created_at}>{ago(created_at, now)}</time> by {created_by}
            </td>
          </tr>
        ))}
      </tbody>
    </HTMLTable>
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
