import { Button, NonIdealState, Spinner } from "@blueprintjs/core";
import { Offline } from "@blueprintjs/icons";
import { useEffect } from "react";
import type { SignedIn } from "../shell/app.js";
import { isSignedOut, wordsFor } from "../shell/words.js";
import { Studio } from "./studio.js";
import { useCanvasSession } from "./use-canvas-session.js";

interface CanvasPageProps {
  readonly canvasId: string;
  readonly signedIn: SignedIn;
}

/** One canvas, once it is open. */
export function CanvasPage({ canvasId, signedIn }: CanvasPageProps) {
  const opening = useCanvasSession(signedIn.client, canvasId);
  const failure = opening.state === "failed" ? opening.failure : undefined;
  const { signOut } = signedIn;
  useEffect(() => {
    if (isSignedOut(failure)) signOut(wordsFor(failure).title);
  }, [failure, signOut]);
  if (opening.state === "open") return <Studio session={opening.session} signedIn={signedIn} />;
  if (opening.state === "opening") {
    return (
      <main className="page-wait">
        <Spinner aria-label="Opening the canvas" />
      </main>
    );
  }
  const { title, detail } = wordsFor(failure);
  const action = (
    <div className="page-actions">
      <Button intent="primary" text="Try again" onClick={opening.retry} />
      <Button text="All canvases" onClick={() => (location.hash = "#/")} />
    </div>
  );
  return (
    <main className="page-wait" role="alert">
      <NonIdealState icon={<Offline size={48} />} title={title} description={detail} action={action} />
    </main>
  );
}
