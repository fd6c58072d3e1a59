import type { Canvas, CanvasSession } from "@easel/client";
import { useCallback, useSyncExternalStore } from "react";
import type { Shown } from "./sight.js";

/** The canvas as it is shown; of one that is open, confirmed and pending edits together. */
export function useCanvas(session: Shown): Canvas {
  const subscribe = useCallback((listener: () => void) => session.on("change", listener), [session]);
  return useSyncExternalStore(subscribe, () => session.view);
}

/** One fact about a session, such as its status or revision. */
export function useFact<T>(session: CanvasSession, read: (session: CanvasSession) => T): T {
  const subscribe = useCallback(
    (listener: () => void) => {
      const ends = (["change", "commit", "dropped", "refused", "reset", "status"] as const).map((type) =>
        session.on(type, listener),
      );
      return () => {
        for (const end of ends) end();
      };
    },
    [session],
  );
  return useSyncExternalStore(subscribe, () => read(session));
}
