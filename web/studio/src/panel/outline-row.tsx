import type { Atom } from "@easel/client";
import { memo } from "react";
import { isSticky, nameOf } from "../drawing/atom-text.js";
import { colorOf, STICKY } from "../drawing/palette.js";

interface OutlineRowProps {
  readonly atom: Atom;
  readonly depth: number;
  readonly at: number;
  readonly count: number;
  readonly top: number;
  readonly isSelected: boolean;
  readonly isActive: boolean;
  readonly onChoose: (row: number, how: "only" | "toggle") => void;
  readonly onOpen: () => void;
}

/** One atom in the outline. */
export const OutlineRow = memo(
  function OutlineRow({ atom, depth, at, count, top, isSelected, isActive, onChoose, onOpen }: OutlineRowProps) {
    const color = colorOf(atom) ?? (isSticky(atom) ? STICKY : undefined);
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys, as a listbox does
      // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names its active row
      <div
        id={`row-${atom.id}`}
        role="option"
        aria-selected={isSelected}
        aria-posinset={at + 1}
        aria-setsize={count}
        className={`outline-row ${isSelected ? "is-selected" : ""} ${isActive ? "is-active" : ""}`}
        style={{ top, paddingInlineStart: 10 + depth * 14 }}
        onClick={(event) => onChoose(at, event.shiftKey || event.ctrlKey || event.metaKey ? "toggle" : "only")}
        onDoubleClick={onOpen}
      >
        <span className="outline-mark" style={color ? { backgroundColor: color } : {}} />
        <span className="outline-name">{nameOf(atom)}</span>
      </div>
    );
  },
  (a, b) =>
    a.atom === b.atom &&
    a.depth === b.depth &&
    a.at === b.at &&
    a.count === b.count &&
    a.isSelected === b.isSelected &&
    a.isActive === b.isActive,
);
