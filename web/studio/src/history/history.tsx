import { SegmentedControl } from "@blueprintjs/core";
import { useState } from "react";
import type { Editor } from "../editor/editor.js";
import { RunList } from "../runs/run-list.js";
import type { SignedIn } from "../shell/app.js";
import { CommitList } from "./commit-list.js";
import { useCommits } from "./use-commits.js";

interface HistoryProps {
  readonly editor: Editor;
  readonly signedIn: SignedIn;
}

const VIEWS = [
  { value: "changes", label: "Changes" },
  { value: "runs", label: "Runs" },
];

/** Who did what: change by change, or run by run. */
export function History({ editor, signedIn }: HistoryProps) {
  const [view, setView] = useState("changes");
  const commits = useCommits(editor.session, signedIn.client);
  return (
    <>
      <SegmentedControl
        className="history-views"
        aria-label="History by"
        size="small"
        fill
        options={VIEWS}
        value={view}
        onValueChange={setView}
      />
      {view === "changes" && <CommitList editor={editor} commits={commits} />}
      {view === "runs" && <RunList editor={editor} signedIn={signedIn} commits={commits} />}
    </>
  );
}
