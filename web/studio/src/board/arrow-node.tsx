import type { Atom } from "@easel/client";
import type Konva from "konva";
import { memo, useCallback } from "react";
import { Shape } from "react-konva";
import { drawArrow } from "../drawing/draw-arrow.js";
import type { Palette } from "../drawing/palette.js";
import { arrowPath } from "../geometry/arrow.js";
import type { Box } from "../geometry/box.js";

interface ArrowNodeProps {
  readonly arrow: Atom;
  /** Where the atoms are that it is tied to. */
  readonly from: Box | undefined;
  readonly to: Box | undefined;
  readonly palette: Palette;
}

/** One arrow. Rendered again only when it or what it is tied to moved. */
export const ArrowNode = memo(
  function ArrowNode({ arrow, from, to, palette }: ArrowNodeProps) {
    const draw = useCallback(
      ({ _context: pen }: Konva.Context) => {
        const { fromNode, toNode } = arrow.properties;
        const find = (id: string) => (id === fromNode ? from : id === toNode ? to : undefined);
        drawArrow(pen, arrow, arrowPath(arrow, find), palette);
      },
      [arrow, from, to, palette],
    );
    return <Shape sceneFunc={draw} listening={false} perfectDrawEnabled={false} />;
  },
  (a, b) => a.arrow === b.arrow && a.palette === b.palette && isSame(a.from, b.from) && isSame(a.to, b.to),
);

function isSame(a: Box | undefined, b: Box | undefined): boolean {
  if (!a || !b) return a === b;
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}
