import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import { Stage } from "react-konva";
import type { Palette } from "../drawing/palette.js";
import { fitAll } from "../editor/commands.js";
import type { Editor } from "../editor/editor.js";
import { useStore } from "../editor/store.js";
import { GRID } from "../geometry/snap.js";
import type { Others } from "../others/others.js";
import { AtomsLayer } from "./atoms-layer.js";
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
      <Grid editor={editor} palette={palette} />
      <Picture editor={editor} others={others} palette={palette} />
      <RemoteCarets editor={editor} others={others} />
      <RemotePointers editor={editor} others={others} />
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
      <AtomsLayer editor={editor} others={others} palette={palette} />
      <MarksLayer editor={editor} others={others} palette={palette} />
    </Stage>
  );
}

/** Dots every so often, never so near to each other that they become a grey area. */
function Grid({ editor, palette }: Pick<BoardProps, "editor" | "palette">) {
  const { x, y, scale } = useStore(editor.viewport);
  let step = 2 * GRID * scale;
  while (step < 14) step *= 2;
  return (
    <div
      className="grid"
      style={{
        backgroundColor: palette.board,
        backgroundImage: `radial-gradient(circle, ${palette.dots} 1px, transparent 1.2px)`,
        backgroundSize: `${step}px ${step}px`,
        backgroundPosition: `${x - step / 2}px ${y - step / 2}px`,
      }}
    />
  );
}

/** Follows the size of the board; at first all of the canvas is shown. */
function useSize(editor: Editor, board: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const { clientWidth: width, clientHeight: height } = board.current!;
    editor.size.set({ width, height });
    fitAll(editor);
  }, [editor, board]);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      editor.size.set({ width: Math.round(width), height: Math.round(height) });
    });
    watch.observe(board.current!);
    return () => watch.disconnect();
  }, [editor, board]);
}
