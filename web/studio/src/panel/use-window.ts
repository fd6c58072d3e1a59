import { type RefObject, useEffect, useLayoutEffect, useState } from "react";

/** Rows that are rendered beyond what is visible, above and below. */
const MARGIN = 8;

/** Which rows of a long list to render: those that are visible, and some around them. */
export function useWindow(list: RefObject<HTMLElement | null>, count: number, rowHeight: number) {
  const [range, setRange] = useState({ from: 0, to: 40 });
  useLayoutEffect(() => {
    const element = list.current!;
    const measure = () => {
      const from = Math.max(0, Math.floor(element.scrollTop / rowHeight) - MARGIN);
      const to = Math.ceil((element.scrollTop + element.clientHeight) / rowHeight) + MARGIN;
      setRange((before) => (before.from === from && before.to === to ? before : { from, to }));
    };
    measure();
    element.addEventListener("scroll", measure, { passive: true });
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    return () => {
      element.removeEventListener("scroll", measure);
      watch.disconnect();
    };
  }, [list, rowHeight]);
  return { from: Math.min(range.from, count), to: Math.min(range.to, count) };
}

/** Scrolls a row into view when it becomes the active one. */
export function useRevealed(list: RefObject<HTMLElement | null>, row: number, rowHeight: number): void {
  useEffect(() => {
    const element = list.current;
    if (!element || row < 0) return;
    const [top, bottom] = [row * rowHeight, (row + 1) * rowHeight];
    if (top < element.scrollTop) element.scrollTop = top;
    else if (bottom > element.scrollTop + element.clientHeight) element.scrollTop = bottom - element.clientHeight;
  }, [list, row, rowHeight]);
}
