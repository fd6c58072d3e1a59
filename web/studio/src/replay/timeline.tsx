import { Button, Callout, HTMLSelect, Switch } from "@blueprintjs/core";
import { Pause, Play, StepBackward, StepForward } from "@blueprintjs/icons";
import { type ChangeEvent, useMemo, useState } from "react";
import { fitAll } from "../editor/commands.js";
import type { Sight } from "../editor/sight.js";
import { useStore } from "../editor/store.js";
import { wordsFor } from "../shell/words.js";
import { MarksBar, PeopleAtWork, rowsOf } from "./marks-bar.js";
import { clockFace } from "./moment.js";
import type { Played } from "./played.js";

const SPEEDS = [0.5, 1, 2, 5, 10, 30, 100] as const;
/** What part of the time a key moves it by. Home and End are the browser's own. */
const KEYS: Readonly<Record<string, number>> = {
  ArrowLeft: -0.01,
  ArrowDown: -0.01,
  ArrowRight: 0.01,
  ArrowUp: 0.01,
  PageDown: -0.1,
  PageUp: 0.1,
};

interface TimelineProps {
  readonly played: Played;
  readonly sight: Sight;
}

/** The time of a replay, and what can be done with it. */
export function Timeline({ played, sight }: TimelineProps) {
  const { player } = played;
  const isPlaying = useStore(played.isPlaying);
  const failure = useStore(played.failure);
  const own = player.head.selection !== undefined;
  const goTo = (moving: Promise<unknown>) => {
    played.failure.set(undefined);
    moving.catch((refused: unknown) => played.failure.set(refused));
  };
  return (
    <section className="timeline" aria-label="Time">
      {failure !== undefined && (
        <Callout intent="danger" title={wordsFor(failure).title} role="alert">
          {wordsFor(failure).detail}
        </Callout>
      )}
      <Seek played={played} onSeek={(t) => goTo(player.seek({ t }))} />
      <div className="timeline-buttons">
        <Button
          variant="minimal"
          icon={<StepBackward />}
          aria-label={own ? "Previous step of the selection" : "Previous step"}
          onClick={() => goTo(player.step("previous", { own }))}
        />
        <Button
          intent="primary"
          icon={isPlaying ? <Pause /> : <Play />}
          aria-label={isPlaying ? "Pause" : "Play"}
          onClick={() => (isPlaying ? player.pause() : goTo(player.play()))}
        />
        <Button
          variant="minimal"
          icon={<StepForward />}
          aria-label={own ? "Next step of the selection" : "Next step"}
          onClick={() => goTo(player.step("next", { own }))}
        />
        <Pace played={played} />
        <Doing played={played} />
        <span className="spring" />
        <Where played={played} />
        <Button size="small" variant="minimal" text="Fit" title="Show all" onClick={() => fitAll(sight)} />
      </div>
    </section>
  );
}

function Seek({ played, onSeek }: { readonly played: Played; readonly onSeek: (t: number) => void }) {
  const { duration, marks } = played.player;
  const rows = useMemo(() => rowsOf(marks), [marks]);
  const time = useStore(played.time);
  const rev = useStore(played.rev);
  return (
    <div className="timeline-seek">
      <span className="timeline-time">{clockFace(time)}</span>
      <div className="timeline-track">
        <MarksBar marks={marks} rows={rows} duration={duration} />
        <input
          type="range"
          aria-label="Moment"
          aria-valuetext={`${clockFace(time)} of ${clockFace(duration)}, revision ${rev}`}
          min={0}
          max={duration}
          step={1}
          value={time}
          onKeyDown={(event) => {
            const part = KEYS[event.key];
            if (part === undefined) return;
            event.preventDefault();
            onSeek(time + part * duration);
          }}
          onChange={(event: ChangeEvent<HTMLInputElement>) => onSeek(event.currentTarget.valueAsNumber)}
        />
        <PeopleAtWork rows={rows} />
      </div>
      <span className="timeline-time">{clockFace(duration)}</span>
    </div>
  );
}

function Pace({ played: { player } }: { readonly played: Played }) {
  const [speed, setSpeed] = useState(player.speed);
  const [skips, setSkips] = useState(player.skipIdle);
  return (
    <>
      <HTMLSelect
        aria-label="Speed"
        value={speed}
        onChange={(event) => {
          player.speed = Number(event.currentTarget.value);
          setSpeed(player.speed);
        }}
      >
        {SPEEDS.map((one) => (
          <option key={one} value={one}>
            {one}×
          </option>
        ))}
      </HTMLSelect>
      <Switch
        label="Skip pauses"
        checked={skips}
        onChange={(event) => {
          player.skipIdle = event.currentTarget.checked;
          setSkips(player.skipIdle);
        }}
      />
    </>
  );
}

/** Who did what last. */
function Doing({ played }: { readonly played: Played }) {
  const last = useStore(played.last);
  if (!last) return null;
  return (
    <span className={`timeline-doing ${last.own ? "is-own" : ""}`}>
      <strong>{last.by.map(({ actor_id }) => actor_id).join(", ")}</strong> {last.words}
    </span>
  );
}

function Where({ played }: { readonly played: Played }) {
  const rev = useStore(played.rev);
  const ending = useStore(played.ending);
  return (
    <span className="timeline-where" role="status">
      {ending && (
        <span className={ending.exact ? "is-exact" : "is-wrong"} title={ending.stateHash}>
          {ending.exact ? "Ended as it was" : "The end differs from what was recorded"}{" "}
          <code data-state-hash={ending.stateHash}>{ending.stateHash.slice(0, 12)}</code> ·{" "}
        </span>
      )}
      Revision {rev}
    </span>
  );
}
