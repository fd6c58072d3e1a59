import { type RefObject, useEffect, useLayoutEffect } from "react";
import type { Palette } from "../drawing/palette.js";
import { fitAll } from "../editor/commands.js";
import type { Sight } from "../editor/sight.js";
import { useStore } from "../editor/store.js";
import { GRID } from "../geometry/snap.js";

/** Dots every so often, never so near to each other that they become a grey area. */
export function Grid({ sight, palette }: { readonly sight: Sight; readonly palette: Palette }) {
  const { x, y, scale } = useStore(sight.viewport);
  let step = 2 * GRID * scale;
  while (step < 14) step *= 2;
  return (
    <div
      className="grid"
      style={{
        backgroundColor: palette.board,
        backgroundImage: `radial-gradient(circle, ${palette.dots} 1px, transparent 1.2px)`,
        backgroundSize: `${step}px ${step}px`,
        backgroundPosition: `${x - step / 2}px ${y - step / 2}px`,
      }}
    />
  );
}

/** Follows the size of the board; at first all of the canvas is shown. */
export function useSize(sight: Sight, board: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const { clientWidth: width, clientHeight: height } = board.current!;
    sight.size.set({ width, height });
    fitAll(sight);
  }, [sight, board]);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      sight.size.set({ width: Math.round(width), height: Math.round(height) });
    });
    watch.observe(board.current!);
    return () => watch.disconnect();
  }, [sight, board]);
}
