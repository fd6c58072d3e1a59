import type { ArrowEnd, DrawnType } from "../edits/make.js";
import type { Box, Point } from "../geometry/box.js";
import type { Handle } from "../geometry/resize.js";

/** Where the pointer is and what is held down with it. */
export interface Pointer {
  readonly screen: Point;
  readonly place: Point;
  readonly shift: boolean;
  /** Held down, places do not snap. */
  readonly alt: boolean;
}

/** What a pressed pointer is doing. */
export type Drag =
  | { readonly kind: "pan"; readonly screen: Point }
  | { readonly kind: "marquee"; readonly from: Point; readonly before: ReadonlySet<string> }
  | {
      readonly kind: "move";
      readonly from: Point;
      /** The atom under the pointer: its corner is what snaps. */
      readonly atomId: string;
      readonly boxes: ReadonlyMap<string, Box>;
      readonly hasMoved: boolean;
      /** Whether a click, without movement, selects this atom alone. */
      readonly narrows: boolean;
    }
  | { readonly kind: "resize"; readonly atomId: string; readonly handle: Handle; readonly box: Box }
  | { readonly kind: "draw"; readonly type: DrawnType; readonly from: Point }
  | { readonly kind: "arrow"; readonly from: ArrowEnd }
  | { readonly kind: "retie"; readonly arrowId: string; readonly end: "from" | "to"; readonly other: ArrowEnd };
