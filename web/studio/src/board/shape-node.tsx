import type { Atom } from "@easel/client";
import type Konva from "konva";
import { memo, useCallback, useMemo } from "react";
import { Shape } from "react-konva";
import { drawImage, drawShape, drawWritten, writtenOn } from "../drawing/draw-shape.js";
import type { Palette } from "../drawing/palette.js";
import type { Measure } from "../drawing/wrapped.js";
import type { Box } from "../geometry/box.js";

interface ShapeNodeProps extends Box {
  readonly atom: Atom;
  readonly palette: Palette;
  readonly measure: Measure;
  /** Drawn in place of everything else. */
  readonly image: ImageBitmap | undefined;
  readonly hasText: boolean;
}

/** One atom that has a place of its own. Rendered again only when it, its place or the theme changed. */
export const ShapeNode = memo(function ShapeNode(props: ShapeNodeProps) {
  const { atom, x, y, width, height, palette, measure, image, hasText } = props;
  const texts = useMemo(
    () => (hasText && !image ? writtenOn(atom, { x: 0, y: 0, width, height }, measure) : []),
    [atom, width, height, measure, image, hasText],
  );
  const draw = useCallback(
    ({ _context: pen }: Konva.Context) => {
      if (image) return drawImage(pen, image, width, height);
      drawShape(pen, atom, { x: 0, y: 0, width, height }, palette);
      drawWritten(pen, texts, palette);
    },
    [atom, width, height, palette, image, texts],
  );
  return <Shape x={x} y={y} sceneFunc={draw} listening={false} perfectDrawEnabled={false} />;
});
