import type { CanvasSession, CommitLine, EaselClient } from "@easel/client";
import { useEffect, useState } from "react";

/** The newest commits that are shown. */
export const SHOWN_MAX = 50;

/** The newest commits, newest first, and those that come. */
export function useCommits(session: CanvasSession, client: EaselClient): readonly CommitLine[] {
  const [commits, setCommits] = useState<readonly CommitLine[]>([]);
  useEffect(() => {
    let isLeft = false;
    const load = () => {
      const after = Math.max(0, session.rev - SHOWN_MAX);
      client.commits(session.canvasId, { after, limit: SHOWN_MAX }).then(
        (page) => !isLeft && setCommits((known) => merged(known, page.commits)),
        () => {}, // A canvas without commits has no log, and one that cannot be reached tells so in the status bar.
      );
    };
    const ends = [
      session.on("commit", ({ line }) => setCommits((known) => merged(known, [line]))),
      session.on("reset", () => {
        setCommits([]); // Of what was known, some may have been erased or replaced.
        load();
      }),
    ];
    load();
    return () => {
      isLeft = true;
      for (const end of ends) end();
    };
  }, [session, client]);
  return commits;
}

/** The log and the stream may tell the same commit. */
function merged(known: readonly CommitLine[], lines: readonly CommitLine[]): readonly CommitLine[] {
  const all = new Map([...known, ...lines].map((line) => [line.rev, line]));
  return [...all.values()].sort((a, b) => b.rev - a.rev).slice(0, SHOWN_MAX);
}
