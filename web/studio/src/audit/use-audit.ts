import type { CanvasSession } from "@easel/client";
import type { Connection } from "@easel/client/connection";
import { useCallback, useEffect, useRef, useState } from "react";
import { type Report, Reports, type RuleSet } from "./reports.js";

/** The newest audit of a canvas, whoever ran it. */
export interface Audit {
  /** Undefined until one is known; null if there is none. */
  readonly report: Report | null | undefined;
  readonly ruleSets: readonly RuleSet[];
  readonly isRunning: boolean;
  readonly failure: unknown;
  readonly run: (ruleset: string) => void;
}

/** @param chosen the report to show in place of the newest. */
export function useAudit(session: CanvasSession, server: Connection, chosen?: string): Audit {
  const [report, setReport] = useState<Report | null>();
  const [ruleSets, setRuleSets] = useState<readonly RuleSet[]>([]);
  const [isRunning, setIsRunning] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const reports = useRef<Reports>(null);

  useEffect(() => {
    let isLeft = false;
    const here = new Reports(server, session.canvasId);
    reports.current = here;
    // Answers may come in any order, and the stream tells of one's own audits too: the newest is shown.
    const take = (one: Report | undefined) => {
      if (!isLeft) setReport((known) => (known && (!one || known.created_at > one.created_at) ? known : (one ?? null)));
    };
    const fail = (why: unknown) => {
      if (!isLeft) setFailure(why);
    };
    here.ruleSets().then((all) => !isLeft && setRuleSets(all), fail);
    setReport(undefined);
    setFailure(undefined);
    (chosen === undefined ? here.newest() : here.read(chosen)).then(take, fail);
    const stop = session.on("notice", (notice) => {
      if (notice.type === "audit_result" && chosen === undefined) here.read(String(notice.audit_id)).then(take, fail);
    });
    return () => {
      isLeft = true;
      stop();
    };
  }, [session, server, chosen]);

  const run = useCallback((ruleset: string) => {
    setIsRunning(true);
    setFailure(undefined);
    reports.current
      ?.run(ruleset)
      .then(setReport, setFailure)
      .finally(() => setIsRunning(false));
  }, []);
  return { report, ruleSets, isRunning, failure, run };
}
