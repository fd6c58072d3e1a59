import type { Canvas, CanvasSession } from "@easel/client";

declare global {
  interface Window {
    /** The replay that the studio shows. */
    easelReplay?: { readonly view: Canvas; readonly rev: { get(): number } };
    /** What the studio shows to the console: the open canvas. */
    easel?: {
      readonly session: CanvasSession;
      readonly others: { readonly moved: { get(): ReadonlyMap<string, { x: number }> } };
      readonly editor: {
        readonly selection: { get(): ReadonlySet<string> };
        readonly viewport: { get(): { x: number; y: number; scale: number } };
      };
    };
  }
}
