import { useState } from "react";
import { isCard, textOf, textPropertyOf } from "../drawing/atom-text.js";
import { textBoxOf } from "../drawing/draw-shape.js";
import { makeMeasure } from "../drawing/measure.js";
import { FONT_SIZE, LINE_HEIGHT, PADDING, wrapped } from "../drawing/wrapped.js";
import type { Sight } from "../editor/sight.js";
import { useStore } from "../editor/store.js";
import { useCanvas } from "../editor/use-canvas.js";
import { toScreen } from "../geometry/viewport.js";
import type { Others } from "../others/others.js";
import type { RemoteCaret } from "../others/person.js";

/** Where others type. */
export function RemoteCarets({ sight, others }: { readonly sight: Sight; readonly others: Others }) {
  const carets = useStore(others.carets);
  const people = useStore(others.people);
  return (
    <div className="pointers" aria-hidden="true">
      {[...carets.values()].map((caret) => {
        const person = people.get(caret.key);
        return (
          person && <CaretMark key={caret.key} caret={caret} color={person.color} name={person.name} sight={sight} />
        );
      })}
    </div>
  );
}

interface CaretMarkProps {
  readonly caret: RemoteCaret;
  readonly color: string;
  readonly name: string;
  readonly sight: Sight;
}

function CaretMark({ caret, color, name, sight }: CaretMarkProps) {
  const canvas = useCanvas(sight.session);
  const view = useStore(sight.viewport);
  const [measure] = useState(makeMeasure);
  const atom = canvas.find(caret.atomId);
  const box = sight.sceneOf(canvas).places.get(caret.atomId);
  // Labels of arrows and groups, and cards, are not laid out as one text.
  if (!atom || !box || caret.property !== textPropertyOf(atom) || atom.type === "group" || isCard(atom)) return null;
  const text = textOf(atom);
  const inside = textBoxOf(atom, box);
  const lines = wrapped(text, inside.width - 2 * PADDING, measure);
  const at = Math.max(
    0,
    lines.findLastIndex(({ start }) => start <= caret.end),
  );
  const line = lines[at]!;
  const before = measure(text.slice(line.start, caret.end).replace(/\n.*/s, ""));
  const x = box.x + inside.x + (line.rtl ? inside.width - PADDING - before : PADDING + before);
  const y = box.y + inside.y + PADDING / 2 + at * FONT_SIZE * LINE_HEIGHT;
  const screen = toScreen(view, { x, y });
  const height = FONT_SIZE * LINE_HEIGHT * view.scale;
  return (
    <div
      className="caret"
      data-person={name}
      style={{ transform: `translate(${screen.x}px, ${screen.y}px)`, height, backgroundColor: color }}
    />
  );
}
