import type { Played } from "./replay/played.js";

declare global {
  interface Window {
    /** The replay that is shown, for the console and for tests. */
    easelReplay?: Played;
  }
}
