import type { CanvasSession } from "@easel/client";

declare global {
  interface Window {
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
