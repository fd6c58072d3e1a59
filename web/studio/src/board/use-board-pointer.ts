import { type PointerEvent, type RefObject, useEffect, useMemo, useRef } from "react";
import { advanceDrag } from "../drag/advance.js";
import { beginDrag, cursorAt } from "../drag/begin.js";
import type { Drag, Pointer } from "../drag/drag.js";
import { clearDrag, endDrag } from "../drag/end.js";
import type { Editor } from "../editor/editor.js";
import { toCanvas } from "../geometry/viewport.js";
import { makePointing } from "../others/sharing.js";

const LEFT = 0;
const MIDDLE = 1;

/** Drawing, dragging, selecting and panning by pointer. */
export function useBoardPointer(editor: Editor, board: RefObject<HTMLElement | null>) {
  const drag = useRef<Drag>(undefined);
  const space = useSpaceKey(board);
  const point = useMemo(() => makePointing(editor), [editor]);
  const show = (cursor: string) => {
    if (board.current) board.current.style.cursor = cursor;
  };
  const stop = () => {
    drag.current = undefined;
    clearDrag(editor);
  };

  useEffect(() => {
    const cancel = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || !drag.current) return;
      event.stopPropagation();
      drag.current = undefined;
      clearDrag(editor);
    };
    window.addEventListener("keydown", cancel, { capture: true });
    return () => window.removeEventListener("keydown", cancel, { capture: true });
  }, [editor]);

  return {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      const isPan = event.button === MIDDLE || (event.button === LEFT && space.current);
      if (event.button !== LEFT && !isPan) return;
      // The browser would scroll.
      if (event.button === MIDDLE) event.preventDefault();
      event.currentTarget.setPointerCapture(event.pointerId);
      const pointer = pointerOf(editor, event);
      drag.current = isPan ? { kind: "pan", screen: pointer.screen } : beginDrag(editor, pointer);
      if (isPan) show("grabbing");
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      const pointer = pointerOf(editor, event);
      point(pointer.place);
      if (drag.current) drag.current = advanceDrag(editor, drag.current, pointer);
      else show(space.current ? "grab" : cursorAt(editor, pointer.place));
    },
    onPointerUp(event: PointerEvent<HTMLElement>) {
      if (drag.current) endDrag(editor, drag.current, pointerOf(editor, event));
      drag.current = undefined;
      show(space.current ? "grab" : cursorAt(editor, pointerOf(editor, event).place));
    },
    onPointerCancel: stop,
    onPointerLeave: () => point(undefined),
  };
}

function pointerOf({ viewport }: Editor, event: PointerEvent<HTMLElement>): Pointer {
  const { left, top } = event.currentTarget.getBoundingClientRect();
  const screen = { x: event.clientX - left, y: event.clientY - top };
  return { screen, place: toCanvas(viewport.get(), screen), shift: event.shiftKey, alt: event.altKey };
}

/** Whether the space bar is held down, which makes dragging pan. */
function useSpaceKey(board: RefObject<HTMLElement | null>): RefObject<boolean> {
  const isDown = useRef(false);
  useEffect(() => {
    const ended = new AbortController();
    const { signal } = ended;
    const isOnBoard = () => document.activeElement === board.current || document.activeElement === document.body;
    window.addEventListener(
      "keydown",
      (event) => {
        if (event.code !== "Space" || !isOnBoard()) return;
        event.preventDefault();
        isDown.current = true;
      },
      { signal },
    );
    const release = () => {
      isDown.current = false;
    };
    window.addEventListener("keyup", (event) => event.code === "Space" && release(), { signal });
    window.addEventListener("blur", release, { signal });
    return () => ended.abort();
  }, [board]);
  return isDown;
}
