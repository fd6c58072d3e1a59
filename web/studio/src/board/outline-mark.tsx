import type { Atom } from "@easel/client";
import type Konva from "konva";
import { Rect, Shape } from "react-konva";
import { traceArrow } from "../drawing/draw-arrow.js";
import type { Editor } from "../editor/editor.js";
import { useStore } from "../editor/store.js";
import { arrowPath } from "../geometry/arrow.js";
import { grown } from "../geometry/box.js";
import { extentOf, finder, type Moved, type Scene, shownArrow } from "../geometry/scene.js";

const ARROW_GLOW = 8;

interface OutlineProps {
  readonly atom: Atom;
  readonly scene: Scene;
  readonly moved: Moved;
  readonly color: string;
  readonly editor: Editor;
}

/** A frame around an atom; an arrow is followed instead. */
export function Outline({ atom, scene, moved, color, editor }: OutlineProps) {
  const { scale } = useStore(editor.viewport);
  if (atom.type === "arrow") {
    const path = arrowPath(shownArrow(atom, moved), finder(scene, moved));
    const trace = ({ _context: pen }: Konva.Context) => {
      traceArrow(pen, path);
      pen.strokeStyle = `${color}66`;
      pen.lineWidth = ARROW_GLOW / scale;
      pen.lineCap = "round";
      pen.stroke();
    };
    return <Shape sceneFunc={trace} />;
  }
  const box = grown(extentOf(atom, scene, moved), 3 / scale);
  return <Rect {...box} stroke={color} strokeWidth={1.5} strokeScaleEnabled={false} cornerRadius={3 / scale} />;
}
