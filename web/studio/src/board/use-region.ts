import { useCallback, useRef, useSyncExternalStore } from "react";
import type { Sight } from "../editor/sight.js";
import { type Box, grown, holds } from "../geometry/box.js";
import { visibleBox } from "../geometry/viewport.js";

/** Below this scale text is too small to read, and is not drawn. */
const TEXT_SCALE_MIN = 0.3;

/** What is drawn: a part of the canvas around what is visible, and whether its texts are. */
export interface Region extends Box {
  readonly hasText: boolean;
}

/**
 * The part of the canvas to draw. It reaches half a window beyond what is visible and stays the same until the view
 * leaves it, so that panning does not render atoms in every frame.
 */
export function useRegion({ viewport, size }: Sight): Region {
  const region = useRef<Region>(undefined);
  const subscribe = useCallback(
    (listener: () => void) => {
      const ends = [viewport.subscribe(listener), size.subscribe(listener)];
      return () => {
        for (const end of ends) end();
      };
    },
    [viewport, size],
  );
  return useSyncExternalStore(subscribe, () => {
    const visible = visibleBox(viewport.get(), size.get());
    const hasText = viewport.get().scale >= TEXT_SCALE_MIN;
    const known = region.current;
    // Zooming in leaves much more around than is needed.
    const longest = Math.max(visible.width, visible.height);
    const isTight = known && Math.max(known.width, known.height) <= 6 * longest;
    if (known && isTight && known.hasText === hasText && holds(known, visible)) return known;
    region.current = { ...grown(visible, longest / 2), hasText };
    return region.current;
  });
}
