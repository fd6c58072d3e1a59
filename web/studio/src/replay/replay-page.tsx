import { Button, NonIdealState, Spinner } from "@blueprintjs/core";
import { Offline } from "@blueprintjs/icons";
import { ReplayPlayer } from "@easel/client/player";
import { useEffect, useState } from "react";
import type { SignedIn } from "../shell/app.js";
import { replaysHref } from "../shell/route.js";
import { isSignedOut, wordsFor } from "../shell/words.js";
import { Played } from "./played.js";
import { ReplayFrame } from "./replay-frame.js";
import { ReplayView } from "./replay-view.js";
import { headInWords } from "./replay-words.js";

interface ReplayPageProps {
  readonly canvasId: string;
  readonly replayId: string;
  readonly signedIn: SignedIn;
}

type Opening = { readonly played?: Played; readonly failure?: unknown };

/** One replay, once its beginning is there. */
export function ReplayPage({ canvasId, replayId, signedIn }: ReplayPageProps) {
  const { replays, server, signOut } = signedIn;
  const [{ played, failure }, setOpening] = useState<Opening>({});
  useEffect(() => {
    const left = new AbortController();
    replays
      .open(replayId, left.signal)
      .then((source) => ReplayPlayer.open(source))
      .then(
        (player) => !left.signal.aborted && setOpening({ played: new Played(player) }),
        (refused: unknown) => !left.signal.aborted && setOpening({ failure: refused }),
      );
    return () => left.abort();
  }, [replays, replayId]);
  useEffect(() => {
    if (isSignedOut(failure)) signOut(wordsFor(failure).title);
  }, [failure, signOut]);
  useEffect(() => {
    document.title = "Replay – Easel";
  }, []);
  return (
    <ReplayFrame canvasId={canvasId} signedIn={signedIn} title={played ? headInWords(played.player.head) : "Replay"}>
      {played ? (
        <ReplayView played={played} server={server} canvasId={canvasId} />
      ) : (
        <Waiting canvasId={canvasId} failure={failure} />
      )}
    </ReplayFrame>
  );
}

function Waiting({ canvasId, failure }: { readonly canvasId: string; readonly failure: unknown }) {
  if (failure === undefined) {
    return (
      <main className="page-wait">
        <Spinner aria-label="Opening the replay" />
      </main>
    );
  }
  const { title, detail } = wordsFor(failure);
  const action = <Button text="All replays" onClick={() => (location.hash = replaysHref(canvasId))} />;
  return (
    <main className="page-wait" role="alert">
      <NonIdealState icon={<Offline size={48} />} title={title} description={detail} action={action} />
    </main>
  );
}
