import { memo } from "react";
import { Circle, Layer, Rect } from "react-konva";
import { gripped } from "../drag/begin.js";
import type { Palette } from "../drawing/palette.js";
import type { Editor } from "../editor/editor.js";
import { useStore } from "../editor/store.js";
import { useCanvas } from "../editor/use-canvas.js";
import { arrowPath } from "../geometry/arrow.js";
import { HANDLES, handlePlace } from "../geometry/resize.js";
import { extentOf, finder } from "../geometry/scene.js";
import type { Others } from "../others/others.js";
import { Outline } from "./outline-mark.js";

/** Selected atoms that get an outline each; of more, one has lost sight anyway. */
const OUTLINES_MAX = 300;
const GRIP = 8;

interface MarksLayerProps {
  readonly editor: Editor;
  readonly others: Others;
  readonly palette: Palette;
}

/** What lies over the atoms: who selected what, handles, and the rectangle that is being drawn around atoms. */
export const MarksLayer = memo(function MarksLayer(props: MarksLayerProps) {
  const marquee = useStore(props.editor.marquee);
  const { accent } = props.palette;
  return (
    <Layer listening={false}>
      <OthersSelections {...props} />
      <OwnSelection {...props} />
      {marquee && <Rect {...marquee} stroke={accent} strokeWidth={1} strokeScaleEnabled={false} fill={`${accent}22`} />}
    </Layer>
  );
});

function OwnSelection({ editor, palette }: MarksLayerProps) {
  const canvas = useCanvas(editor.session);
  const moved = useStore(editor.moved);
  const selection = useStore(editor.selection);
  const scene = editor.sceneOf(canvas);
  const shown = [...selection].slice(0, OUTLINES_MAX).flatMap((id) => canvas.find(id) ?? []);
  return (
    <>
      {shown.map((atom) => (
        <Outline key={atom.id} atom={atom} scene={scene} moved={moved} color={palette.accent} editor={editor} />
      ))}
      <Grips editor={editor} palette={palette} />
    </>
  );
}

function OthersSelections({ editor, others }: MarksLayerProps) {
  const canvas = useCanvas(editor.session);
  const people = useStore(others.people);
  const moved = useStore(others.moved);
  const scene = editor.sceneOf(canvas);
  return [...people.values()].flatMap(({ key, color, selection }) =>
    selection.slice(0, OUTLINES_MAX).flatMap((id) => {
      const atom = canvas.find(id);
      return atom
        ? [<Outline key={`${key} ${id}`} atom={atom} scene={scene} moved={moved} color={color} editor={editor} />]
        : [];
    }),
  );
}

function Grips({ editor, palette }: Pick<MarksLayerProps, "editor" | "palette">) {
  const { scale } = useStore(editor.viewport);
  const moved = useStore(editor.moved);
  const editing = useStore(editor.editing);
  const atom = gripped(editor);
  if (!atom || editing === atom.id) return null;
  const look = { fill: palette.paper, stroke: palette.accent, strokeWidth: 1.5, strokeScaleEnabled: false };
  if (atom.type === "arrow") {
    const { tips } = arrowPath(atom, finder(editor.scene, moved));
    return tips.map((tip, end) => <Circle key={end === 0 ? "from" : "to"} {...tip} radius={5 / scale} {...look} />);
  }
  const box = extentOf(atom, editor.scene, moved);
  const size = GRIP / scale;
  return HANDLES.map((handle) => {
    const { x, y } = handlePlace(box, handle);
    return (
      <Rect
        key={handle}
        x={x - size / 2}
        y={y - size / 2}
        width={size}
        height={size}
        cornerRadius={2 / scale}
        {...look}
      />
    );
  });
}
