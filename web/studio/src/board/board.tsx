import { useRef } from "react";
import { Stage } from "react-konva";
import type { Palette } from "../drawing/palette.js";
import type { Editor } from "../editor/editor.js";
import { useStore } from "../editor/store.js";
import { ImageNames } from "../images/image-names.js";
import type { Others } from "../others/others.js";
import { AtomsLayer } from "./atoms-layer.js";
import { Grid, useSize } from "./backdrop.js";
import { pressed } from "./board-keys.js";
import { MarksLayer } from "./marks-layer.js";
import { openAt } from "./open-at.js";
import { RemoteCarets } from "./remote-carets.js";
import { RemotePointers } from "./remote-pointers.js";
import { TextEditor } from "./text-editor.js";
import { useBoardPointer } from "./use-board-pointer.js";
import { useWheel } from "./use-wheel.js";

interface BoardProps {
  readonly editor: Editor;
  readonly others: Others;
  readonly palette: Palette;
}

/** The canvas as a picture that can be worked on by pointer and keys. The outline says the same in words. */
export function Board({ editor, others, palette }: BoardProps) {
  const board = useRef<HTMLDivElement>(null);
  useSize(editor, board);
  useWheel(editor, board);
  const pointing = useBoardPointer(editor, board);
  return (
    <div
      ref={board}
      className="board"
      role="application"
      aria-label="Canvas"
      aria-describedby="board-help"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes keys
      tabIndex={0}
      {...pointing}
      onDoubleClick={(event) => openAt(editor, event)}
      onKeyDown={(event) => {
        if (event.target === board.current && pressed(editor, event)) event.preventDefault();
      }}
      onContextMenu={(event) => event.preventDefault()}
    >
      <Grid sight={editor} palette={palette} />
      <Picture editor={editor} others={others} palette={palette} />
      <ImageNames sight={editor} />
      <RemoteCarets sight={editor} others={others} />
      <RemotePointers sight={editor} others={others} />
      <TextEditor editor={editor} />
      <p id="board-help" className="visually-hidden">
        Arrow keys move what is selected, Enter edits its text, Delete removes it. R, O, T, S and A choose a tool, and
        Enter draws with it. The outline beside the canvas lists everything on it.
      </p>
    </div>
  );
}

/** Only the stage follows the view; atoms and marks are rendered by themselves when they change. */
function Picture({ editor, others, palette }: BoardProps) {
  const { x, y, scale } = useStore(editor.viewport);
  const { width, height } = useStore(editor.size);
  return (
    <Stage width={width} height={height} x={x} y={y} scaleX={scale} scaleY={scale} listening={false}>
      <AtomsLayer sight={editor} others={others} palette={palette} />
      <MarksLayer editor={editor} others={others} palette={palette} />
    </Stage>
  );
}
