import { Button, Dialog, DialogBody, DialogFooter, FormGroup, InputGroup } from "@blueprintjs/core";
import type { EaselClient } from "@easel/client";
import { type FormEvent, useState } from "react";
import { canvasHref } from "../shell/route.js";
import { wordsFor } from "../shell/words.js";

/** Of a title, as the server limits it (SPEC GE3). */
const TITLE_MAX = 255;

interface NewCanvasProps {
  readonly client: EaselClient;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Asks for a title, makes the canvas and opens it. */
export function NewCanvas({ client, isOpen, onClose }: NewCanvasProps) {
  const [title, setTitle] = useState("");
  const [isBusy, setIsBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setIsBusy(true);
    setFault(undefined);
    try {
      const { canvas_id } = await client.createCanvas(title.trim() ? { title: title.trim() } : {});
      location.hash = canvasHref(canvas_id);
    } catch (failure) {
      const words = wordsFor(failure);
      setFault(`${words.title}. ${words.detail}`);
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="New canvas" className="new-canvas">
      <form onSubmit={submit}>
        <DialogBody>
          <FormGroup
            label="Title"
            labelFor="new-title"
            labelInfo="(optional)"
            {...(fault ? { helperText: fault, intent: "danger" } : {})}
          >
            <InputGroup
              id="new-title"
              value={title}
              onValueChange={setTitle}
              maxLength={TITLE_MAX}
              placeholder="Plan for the week"
              autoFocus
            />
          </FormGroup>
        </DialogBody>
        <DialogFooter
          actions={
            <>
              <Button text="Cancel" onClick={onClose} />
              <Button type="submit" intent="primary" text="Make canvas" loading={isBusy} />
            </>
          }
        />
      </form>
    </Dialog>
  );
}
