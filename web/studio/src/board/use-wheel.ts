import { type RefObject, useEffect } from "react";
import type { Sight } from "../editor/sight.js";
import { panned, zoomed } from "../geometry/viewport.js";

/** What one pixel of the wheel zooms. */
const ZOOM_PER_PIXEL = 0.002;
const LINE_PIXELS = 20;
/** Some mice send hundreds of pixels with one notch. */
const STEP_MAX = 200;

/** Panning by wheel, zooming by wheel with Ctrl (which is also what pinching a touch pad sends). */
export function useWheel({ viewport }: Sight, board: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = board.current;
    const turn = (event: WheelEvent) => {
      event.preventDefault();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PIXELS : 1;
      const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
      if (event.ctrlKey || event.metaKey) {
        const { left, top } = element!.getBoundingClientRect();
        const step = Math.max(-STEP_MAX, Math.min(STEP_MAX, dy));
        const at = { x: event.clientX - left, y: event.clientY - top };
        viewport.set(zoomed(viewport.get(), Math.exp(-step * ZOOM_PER_PIXEL), at));
      } else if (event.shiftKey && dx === 0) viewport.set(panned(viewport.get(), -dy, 0));
      else viewport.set(panned(viewport.get(), -dx, -dy));
    };
    // Not passive, or the browser would zoom the page.
    element?.addEventListener("wheel", turn, { passive: false });
    return () => element?.removeEventListener("wheel", turn);
  }, [viewport, board]);
}
