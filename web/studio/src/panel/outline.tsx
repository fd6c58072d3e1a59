import type { Atom, Canvas } from "@easel/client";
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { pressed } from "../board/board-keys.js";
import { editText, reveal } from "../editor/commands.js";
import type { Editor } from "../editor/editor.js";
import { useStore } from "../editor/store.js";
import { useCanvas } from "../editor/use-canvas.js";
import { OutlineRow } from "./outline-row.js";
import { useRevealed, useWindow } from "./use-window.js";

const ROW_HEIGHT = 28;

/** Everything on the canvas as a list that keys and screen readers can work with. The topmost comes first. */
export function Outline({ editor }: { readonly editor: Editor }) {
  const canvas = useCanvas(editor.session);
  const selection = useStore(editor.selection);
  const list = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => rowsOf(canvas), [canvas]);
  const [activeId, setActiveId] = useState<string>();
  const wanted = activeId !== undefined && canvas.find(activeId) ? activeId : [...selection][0];
  const active = rows.findIndex(({ atom }) => atom.id === wanted);
  useRevealed(list, active, ROW_HEIGHT);
  const { from, to } = useWindow(list, rows.length, ROW_HEIGHT);
  const choose = (row: number, how: "only" | "toggle") => {
    const atom = rows[row]?.atom;
    if (!atom) return;
    setActiveId(atom.id);
    editor.select([atom.id], how);
    reveal(editor, atom.id);
  };
  return (
    <section className="outline" aria-label="Outline">
      <p className="outline-help">
        {rows.length === 0 ? "Nothing is on the canvas." : `${rows.length} on the canvas, topmost first`}
      </p>
      <div
        ref={list}
        role="listbox"
        aria-label="Everything on the canvas"
        aria-multiselectable="true"
        aria-activedescendant={active >= 0 ? `row-${rows[active]!.atom.id}` : undefined}
        tabIndex={0}
        className="outline-list"
        onKeyDown={(event) => {
          if (moved(event, active, rows.length, choose, editor) || pressed(editor, event)) event.preventDefault();
        }}
      >
        <div className="outline-room" role="presentation" style={{ height: rows.length * ROW_HEIGHT }}>
          {rows.slice(from, to).map(({ atom, depth }, at) => (
            <OutlineRow
              key={atom.id}
              atom={atom}
              depth={depth}
              at={from + at}
              count={rows.length}
              top={(from + at) * ROW_HEIGHT}
              isSelected={selection.has(atom.id)}
              isActive={from + at === active}
              onChoose={choose}
              onOpen={() => editText(editor)}
            />
          ))}
        </div>
      </div>
    </section>
  );
}

type Choose = (row: number, how: "only" | "toggle") => void;

/** Up and down choose; with Shift they add, and the space bar takes in or out. With Alt they move what is chosen. */
function moved(event: KeyboardEvent, active: number, count: number, choose: Choose, editor: Editor): boolean {
  const steps: Readonly<Record<string, number>> = {
    ArrowUp: Math.max(0, active - 1),
    ArrowDown: Math.min(count - 1, active + 1),
    Home: 0,
    End: count - 1,
  };
  if (event.ctrlKey || event.metaKey || event.altKey || count === 0) return false;
  const to = steps[event.key];
  if (to !== undefined) choose(to, event.shiftKey && to !== active ? "toggle" : "only");
  else if (event.key === " ") choose(Math.max(0, active), "toggle");
  else if (event.key === "Enter") editText(editor);
  else return false;
  return true;
}

interface Row {
  readonly atom: Atom;
  readonly depth: number;
}

function rowsOf(canvas: Canvas): Row[] {
  const rows: Row[] = [];
  const depths = new Map<string | null, number>([[null, -1]]);
  for (const root of canvas.roots) {
    for (const atom of canvas.subtree(canvas.find(root)!)) {
      const depth = depths.get(atom.parent_id)! + 1;
      depths.set(atom.id, depth);
      rows.push({ atom, depth });
    }
  }
  return rows.reverse();
}
