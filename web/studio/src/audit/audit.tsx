import { Button, Callout, HTMLSelect } from "@blueprintjs/core";
import type { Connection } from "@easel/client/connection";
import { useState } from "react";
import type { Editor } from "../editor/editor.js";
import { useStore } from "../editor/store.js";
import { useFact } from "../editor/use-canvas.js";
import { ago } from "../shell/time.js";
import { useNow } from "../shell/use-now.js";
import { wordsFor } from "../shell/words.js";
import { countsInWords, scoreOf } from "./audit-words.js";
import { Findings } from "./findings.js";
import type { Report } from "./reports.js";
import { useAudit } from "./use-audit.js";

interface AuditProps {
  readonly editor: Editor;
  readonly server: Connection;
}

/** What is wrong with the canvas, and where. */
export function Audit({ editor, server }: AuditProps) {
  const { report, ruleSets, isRunning, failure, run } = useAudit(editor.session, server, useStore(editor.report));
  const [chosen, setChosen] = useState<string>();
  const ruleset = chosen ?? report?.ruleset ?? "standard";
  const about = ruleSets.find(({ id }) => id === ruleset)?.description;
  const words = failure === undefined ? undefined : wordsFor(failure);
  return (
    <section className="audit" aria-label="Audit">
      {editor.canEdit && (
        <div className="audit-run">
          <HTMLSelect
            aria-label="Rules"
            fill
            value={ruleset}
            options={ruleSets.length > 0 ? ruleSets.map(({ id }) => id) : [ruleset]}
            onChange={(event) => setChosen(event.currentTarget.value)}
          />
          <Button
            intent="primary"
            text="Run"
            aria-label="Run the audit"
            loading={isRunning}
            onClick={() => {
              editor.report.set(undefined);
              run(ruleset);
            }}
          />
          {about && <p className="audit-about">{about}</p>}
        </div>
      )}
      {words && (
        <Callout intent="danger" compact title={words.title} role="alert">
          {words.detail}
        </Callout>
      )}
      <div role="status">{report && <Score editor={editor} report={report} />}</div>
      {report && <Findings editor={editor} report={report} />}
      {report === null && !words && <p className="audit-none">Nobody has audited this canvas yet.</p>}
    </section>
  );
}

function Score({ editor, report }: { readonly editor: Editor; readonly report: Report }) {
  const rev = useFact(editor.session, (session) => session.rev);
  const now = useNow();
  const isChosen = useStore(editor.report) !== undefined;
  return (
    <div className="audit-score">
      <span className="audit-points">
        <strong>{scoreOf(report)}</strong> of 100
      </span>
      <span>{countsInWords(report)}</span>
      <span className="audit-when">
        {report.ruleset}, revision {report.rev}, {ago(report.created_at, now)} by {report.created_by}
      </span>
      {report.rev < rev && <span className="audit-stale">The canvas has changed since.</span>}
      {isChosen && (
        <Button
          className="audit-newest"
          size="small"
          variant="outlined"
          text="Show the newest audit"
          onClick={() => editor.report.set(undefined)}
        />
      )}
    </div>
  );
}
