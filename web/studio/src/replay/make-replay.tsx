import { Button, Callout, FormGroup, HTMLSelect, InputGroup } from "@blueprintjs/core";
import type { Replays, WantedReplay } from "@easel/client/player";
import { type FormEvent, useState } from "react";
import { replaysHref } from "../shell/route.js";
import { wordsFor } from "../shell/words.js";

interface MakeReplayProps {
  readonly canvasId: string;
  readonly replays: Replays;
}

/** Asks for a replay, and shows it when it is made. */
export function MakeReplay({ canvasId, replays }: MakeReplayProps) {
  const [isMaking, setIsMaking] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const make = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setIsMaking(true);
    setFailure(undefined);
    try {
      const { id } = await replays.make(canvasId, wantedIn(new FormData(event.currentTarget)));
      location.hash = replaysHref(canvasId, id);
    } catch (refused) {
      setFailure(refused);
      setIsMaking(false);
    }
  };
  const words = failure === undefined ? undefined : wordsFor(failure);
  return (
    <form className="make-replay" aria-label="Make a replay" onSubmit={(event) => void make(event)}>
      <FormGroup label="From revision" labelFor="replay-from">
        <InputGroup id="replay-from" name="from_rev" inputMode="numeric" pattern="[0-9]*" placeholder="the first" />
      </FormGroup>
      <FormGroup label="To revision" labelFor="replay-to">
        <InputGroup id="replay-to" name="to_rev" inputMode="numeric" pattern="[0-9]*" placeholder="the newest" />
      </FormGroup>
      <FormGroup label="Work of" labelFor="replay-actor">
        <InputGroup id="replay-actor" name="actor" placeholder="everybody" />
      </FormGroup>
      <FormGroup label="Detail" labelFor="replay-mode">
        <HTMLSelect id="replay-mode" name="mode">
          <option value="keyframe">Key moments</option>
          <option value="full">Every step</option>
        </HTMLSelect>
      </FormGroup>
      <Button type="submit" intent="primary" text="Make a replay" loading={isMaking} />
      {words && (
        <Callout intent="danger" title={words.title} role="alert">
          {words.detail}
        </Callout>
      )}
    </form>
  );
}

function wantedIn(form: FormData): WantedReplay {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const [from, to, actor] = [text("from_rev"), text("to_rev"), text("actor")];
  return {
    mode: text("mode") === "full" ? "full" : "keyframe",
    ...(from === "" ? {} : { from_rev: Number(from) }),
    ...(to === "" ? {} : { to_rev: Number(to) }),
    ...(actor === "" ? {} : { actor }),
  };
}
