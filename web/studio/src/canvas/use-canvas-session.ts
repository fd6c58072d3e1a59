import type { CanvasSession, EaselClient } from "@easel/client";
import { useEffect, useState } from "react";

/** A canvas on its way to be open. */
export type Opening =
  | { readonly state: "opening" }
  | { readonly state: "open"; readonly session: CanvasSession }
  | { readonly state: "failed"; readonly failure: unknown; readonly retry: () => void };

/** Opens a canvas, and closes it when it is left. Edits that wait then stay for the next time. */
export function useCanvasSession(client: EaselClient, canvasId: string): Opening {
  const [opening, setOpening] = useState<Opening>({ state: "opening" });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let isLeft = false;
    let session: CanvasSession | undefined;
    setOpening({ state: "opening" });
    const retry = () => setAttempt((before) => before + 1);
    client.open(canvasId).then(
      (opened) => {
        session = opened;
        if (isLeft) void opened.close();
        else setOpening({ state: "open", session: opened });
      },
      (failure: unknown) => {
        if (!isLeft) setOpening({ state: "failed", failure, retry });
      },
    );
    return () => {
      isLeft = true;
      void session?.close();
    };
  }, [client, canvasId, attempt]);
  return opening;
}
