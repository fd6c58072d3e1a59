import type { Json, PresenceData } from "@easel/client";
import { useEffect } from "react";
import type { Editor } from "../editor/editor.js";
import type { Point } from "../geometry/box.js";

/** Between two gestures of a kind. The server allows 60 messages a second (SPEC GS5); three kinds can run at once. */
const PAUSE_MS = 50;
/** Without input for this long one is idle. */
export const IDLE_AFTER_MS = 60_000;
/** Atoms that a drag shows to others; of more they see the result. */
const DRAGGED_MAX = 50;
/** Ids that a presence names: a message has at most 16 KiB. */
const SELECTED_MAX = 50;

/** Calls at once, then at most once in a while, and always with the newest value in the end. */
export function throttled<T>(call: (value: T) => void, pauseMs = PAUSE_MS): (value: T) => void {
  let [timer, waiting]: [ReturnType<typeof setTimeout> | undefined, { value: T } | undefined] = [undefined, undefined];
  const next = () => {
    timer = waiting && setTimeout(next, pauseMs);
    if (waiting) call(waiting.value);
    waiting = undefined;
  };
  return (value) => {
    waiting = { value };
    if (timer === undefined) next();
  };
}

/** Tells the others where the pointer is; undefined when it left. */
export function makePointing({ session, canEdit }: Editor): (place: Point | undefined) => void {
  return throttled((place) => {
    // The server takes no gestures from viewers (SPEC GS2).
    if (!canEdit) return;
    const payload: Json = place ? { x: Math.round(place.x), y: Math.round(place.y) } : {};
    session.gesture({ kind: "cursor", payload });
  });
}

/** Tells the others what is dragged and selected, and whether anybody is there. */
export function useSharing(editor: Editor): void {
  useEffect(() => {
    const { session, selection, moved } = editor;
    const drag = throttled<Json>((payload) => session.gesture({ kind: "drag", payload }));
    const stopDrag = moved.subscribe(() => drag({ atoms: draggedAtoms(editor) }));
    const say = throttled((data: PresenceData) => session.presence(data), 200);
    let status: "online" | "idle" = "online";
    const tell = () => say({ status, selection: { atom_ids: [...selection.get()].slice(0, SELECTED_MAX) } });
    const stopSelection = selection.subscribe(tell);
    const stopIdle = watchIdle((isIdle) => {
      status = isIdle ? "idle" : "online";
      tell();
    });
    tell();
    return () => {
      stopDrag();
      stopSelection();
      stopIdle();
    };
  }, [editor]);
}

function draggedAtoms({ moved }: Editor): Json {
  return [...moved.get()].slice(0, DRAGGED_MAX).map(([id, { x, y, width, height }]) => ({ id, x, y, width, height }));
}

function watchIdle(changed: (isIdle: boolean) => void): () => void {
  const ended = new AbortController();
  let [isIdle, timer]: [boolean, ReturnType<typeof setTimeout> | undefined] = [false, undefined];
  const become = (idle: boolean) => {
    isIdle = idle;
    changed(idle);
  };
  const active = () => {
    clearTimeout(timer);
    timer = setTimeout(become, IDLE_AFTER_MS, true);
    if (isIdle) become(false);
  };
  for (const type of ["pointermove", "pointerdown", "keydown", "wheel"]) {
    window.addEventListener(type, active, { signal: ended.signal, passive: true });
  }
  active();
  return () => {
    clearTimeout(timer);
    ended.abort();
  };
}
