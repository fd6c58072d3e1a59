import { Button, Dialog, DialogBody, DialogFooter } from "@blueprintjs/core";
import { useRef } from "react";
import { extentInWords } from "./run-words.js";
import type { Run } from "./runs.js";

interface UndoRunProps {
  /** The run in question; undefined: none. */
  readonly run: Run | undefined;
  readonly onConfirm: (run: Run) => void;
  readonly onCancel: () => void;
}

/** Asks before a whole run is undone. */
export function UndoRun({ run, onConfirm, onCancel }: UndoRunProps) {
  // While it fades away it goes on saying what it said.
  const last = useRef(run);
  last.current = run ?? last.current;
  const { current } = last;
  return (
    <Dialog
      isOpen={run !== undefined}
      role="alertdialog"
      className="undo-run"
      title={`Undo all that ${current?.actor_id} did?`}
      onClose={onCancel}
    >
      <DialogBody>
        {current && (
          <p>
            {extentInWords(current)}, will be taken back at once, as one new change. What others have done since stays.
          </p>
        )}
        <p>Nothing is lost: the history keeps it all, and the run can be brought back from this list.</p>
      </DialogBody>
      <DialogFooter
        actions={
          <>
            <Button text="Keep it" autoFocus onClick={onCancel} />
            <Button intent="danger" text="Undo the run" onClick={() => run && onConfirm(run)} />
          </>
        }
      />
    </Dialog>
  );
}
