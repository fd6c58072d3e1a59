import type { Atom } from "@easel/client";
import { memo, useMemo, useState } from "react";
import { Layer } from "react-konva";
import { makeMeasure } from "../drawing/measure.js";
import type { Palette } from "../drawing/palette.js";
import type { Sight } from "../editor/sight.js";
import { useStore } from "../editor/store.js";
import { useCanvas } from "../editor/use-canvas.js";
import { type Box, boxOf, grown, overlaps } from "../geometry/box.js";
import { extentOf, finder, type Moved, shownArrow } from "../geometry/scene.js";
import { imageSourceOf, keyOf } from "../images/image-source.js";
import type { Others } from "../others/others.js";
import { ArrowNode } from "./arrow-node.js";
import { ShapeNode } from "./shape-node.js";
import { useRegion } from "./use-region.js";

/** A group's label stands above it, and strokes reach over the edge. */
const OVERHANG = 32;

interface AtomsLayerProps {
  readonly sight: Sight;
  readonly others: Others;
  readonly palette: Palette;
}

/** All atoms around what is visible, where they are or are being dragged to. */
export const AtomsLayer = memo(function AtomsLayer({ sight, others, palette }: AtomsLayerProps) {
  const canvas = useCanvas(sight.session);
  const moved = useMoved(sight, others);
  const draft = useStore(sight.draft);
  const editing = useStore(sight.editing);
  const region = useRegion(sight);
  const images = useStore(sight.images);
  const [measure] = useState(makeMeasure);
  const scene = sight.sceneOf(canvas);
  const find = finder(scene, moved);
  const isNear = (atom: Atom) => overlaps(region, grown(extentOf(atom, scene, moved), OVERHANG));
  const shape = (atom: Atom, box: Box) => (
    <ShapeNode
      key={atom.id}
      atom={atom}
      {...box}
      palette={palette}
      measure={measure}
      image={imageOf(atom, images)}
      hasText={region.hasText && atom.id !== editing}
    />
  );
  const arrow = (atom: Atom) => {
    const { fromNode, toNode } = atom.properties;
    const from = typeof fromNode === "string" ? find(fromNode) : undefined;
    const to = typeof toNode === "string" ? find(toNode) : undefined;
    return <ArrowNode key={atom.id} arrow={shownArrow(atom, moved)} from={from} to={to} palette={palette} />;
  };
  return (
    <Layer listening={false}>
      {scene.shapes.filter(isNear).map((atom) => shape(atom, moved.get(atom.id) ?? scene.places.get(atom.id)!))}
      {scene.arrows.filter(isNear).map(arrow)}
      {draft && (draft.type === "arrow" ? arrow(draft) : shape(draft, boxOf(draft)))}
    </Layer>
  );
});

function imageOf(atom: Atom, images: ReadonlyMap<string, ImageBitmap>): ImageBitmap | undefined {
  const source = images.size === 0 ? undefined : imageSourceOf(atom);
  return source && images.get(keyOf(source));
}

/** What is dragged here comes before what others drag. */
function useMoved(sight: Sight, others: Others): Moved {
  const own = useStore(sight.moved);
  const theirs = useStore(others.moved);
  return useMemo(() => (theirs.size === 0 ? own : new Map([...theirs, ...own])), [own, theirs]);
}
