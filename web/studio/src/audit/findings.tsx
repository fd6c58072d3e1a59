import { zoomTo } from "../editor/commands.js";
import type { Editor } from "../editor/editor.js";
import { useStore } from "../editor/store.js";
import { useCanvas } from "../editor/use-canvas.js";
import { countOf, messageOn, whereInWords } from "./audit-words.js";
import { type Finding, type Report, SEVERITIES } from "./reports.js";

interface FindingsProps {
  readonly editor: Editor;
  readonly report: Report;
}

/** What an audit found, the worst first. A click selects the atom and goes to it. */
export function Findings({ editor, report: { findings, left_out } }: FindingsProps) {
  return (
    <>
      {SEVERITIES.map((severity) => {
        const ofThese = findings.filter((finding) => finding.severity === severity);
        if (ofThese.length === 0) return null;
        return (
          <section key={severity} aria-labelledby={`audit-${severity}`}>
            <h2 id={`audit-${severity}`} className={`audit-severity is-${severity}`}>
              {countOf(severity, ofThese.length)}
            </h2>
            <ul className="findings">
              {ofThese.map((finding) => (
                <li key={`${finding.rule} ${finding.atom_id}`}>
                  <FoundAt editor={editor} finding={finding} />
                </li>
              ))}
            </ul>
          </section>
        );
      })}
      {left_out > 0 && <p className="audit-none">{left_out} more are not listed.</p>}
    </>
  );
}

function FoundAt({ editor, finding }: { readonly editor: Editor; readonly finding: Finding }) {
  const canvas = useCanvas(editor.session);
  const selection = useStore(editor.selection);
  const { atom_id: id, message, fix, rule } = finding;
  const atom = id === undefined ? undefined : canvas.find(id);
  const show = () => {
    if (!atom) return;
    editor.select([atom.id]);
    zoomTo(editor, atom.id);
  };
  const isGone = id !== undefined && !atom;
  return (
    <button
      type="button"
      className={`finding ${isGone ? "is-gone" : ""}`}
      title={rule}
      aria-pressed={atom ? selection.has(atom.id) : undefined}
      aria-disabled={!atom}
      onClick={show}
    >
      <span className="finding-where">{whereInWords(finding, atom)}</span>
      <span>{messageOn(canvas, message)}</span>
      <span className="finding-fix">{fix}</span>
    </button>
  );
}
