import type { CanvasSession } from "@easel/client";
import type { Connection } from "@easel/client/connection";
import { useCallback, useEffect, useState } from "react";
import { type Run, runsOf } from "./runs.js";

/** After a change the list is read again, once, this much later: commits come in bursts. */
const SETTLE_MS = 1_000;
/** What makes another list of runs: a replay or an audit that was made of one. */
const NOTICES = new Set(["artifact_written", "audit_result"]);

/** The runs of a canvas, as they come and go. */
export interface Runs {
  /** Undefined until they are known. */
  readonly runs: readonly Run[] | undefined;
  readonly failure: unknown;
  readonly retry: () => void;
}

export function useRuns(session: CanvasSession, server: Connection): Runs {
  const [runs, setRuns] = useState<readonly Run[]>();
  const [failure, setFailure] = useState<unknown>();
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const left = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const load = () =>
      runsOf(server, session.canvasId, left.signal).then(
        (all) => {
          setRuns(all);
          setFailure(undefined);
        },
        (why: unknown) => {
          if (!left.signal.aborted) setFailure(why);
        },
      );
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(load, SETTLE_MS);
    };
    void load();
    const ends = [
      session.on("commit", ({ line }) => line.intent?.run_id !== undefined && soon()),
      session.on("notice", ({ type }) => NOTICES.has(type) && soon()),
    ];
    return () => {
      left.abort();
      clearTimeout(timer);
      for (const end of ends) end();
    };
  }, [session, server, attempt]);
  const retry = useCallback(() => {
    setFailure(undefined);
    setAttempt((before) => before + 1);
  }, []);
  return { runs, failure, retry };
}
