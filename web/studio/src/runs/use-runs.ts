import type { CanvasSession } from "@easel/client";
import type { Connection } from "@easel/client/connection";
import { useCallback, useEffect, useState } from "react";
import { changesRuns, type NewestRuns, RUNS_STEP, runsOf } from "./runs.js";

/** After a change the list is read again, once, this much later: commits come in bursts. */
const SETTLE_MS = 1_000;
/** What makes another list of runs: a replay or an audit that was made of one. */
const NOTICES = new Set(["artifact_written", "audit_result"]);

/** The runs of a canvas, as they come and go. */
export interface Runs {
  /** Undefined until they are known. */
  readonly newest: NewestRuns | undefined;
  readonly isLoadingMore: boolean;
  readonly failure: unknown;
  readonly retry: () => void;
  readonly showMore: () => void;
}

export function useRuns(session: CanvasSession, server: Connection): Runs {
  const [newest, setNewest] = useState<NewestRuns>();
  const [failure, setFailure] = useState<unknown>();
  const [count, setCount] = useState(RUNS_STEP);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const left = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const load = () =>
      runsOf(server, session.canvasId, count, left.signal).then(
        (found) => {
          if (left.signal.aborted) return;
          setNewest(found);
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
      session.on("commit", ({ line }) => changesRuns(line) && soon()),
      session.on("notice", ({ type }) => NOTICES.has(type) && soon()),
      session.on("reset", soon),
    ];
    return () => {
      left.abort();
      clearTimeout(timer);
      for (const end of ends) end();
    };
  }, [session, server, count, attempt]);
  const retry = useCallback(() => {
    setFailure(undefined);
    setAttempt((before) => before + 1);
  }, []);
  const showMore = useCallback(() => setCount((before) => before + RUNS_STEP), []);
  const isLoadingMore = newest?.hasMore === true && newest.runs.length < count && failure === undefined;
  return { newest, isLoadingMore, failure, retry, showMore };
}
