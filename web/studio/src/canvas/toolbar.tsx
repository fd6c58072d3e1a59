import { Button } from "@blueprintjs/core";
import type { ReactElement } from "react";
import { insertArrow, insertInMiddle } from "../editor/commands.js";
import type { Editor, Tool } from "../editor/editor.js";
import { useStore } from "../editor/store.js";
import { useMedia } from "../shell/use-media.js";
import { ArrowTopRight, Circle, Font, Pointer, Square, StickyNote } from "./tool-icons.js";

const TOOLS: readonly (readonly [tool: Tool, name: string, key: string, icon: ReactElement])[] = [
  ["select", "Select", "V", <Pointer key="icon" />],
  ["rectangle", "Rectangle", "R", <Square key="icon" />],
  ["ellipse", "Ellipse", "O", <Circle key="icon" />],
  ["text", "Text", "T", <Font key="icon" />],
  ["sticky", "Sticky note", "S", <StickyNote key="icon" />],
  ["arrow", "Arrow", "A", <ArrowTopRight key="icon" />],
];

/** What can be drawn. By keyboard a button draws at once, in the middle: there is no pointer that could draw. */
export function Toolbar({ editor }: { readonly editor: Editor }) {
  const chosen = useStore(editor.tool);
  const isNarrow = useMedia("(max-width: 800px)");
  const choose = (tool: Tool, isByKeyboard: boolean) => {
    if (tool === "select" || !isByKeyboard) editor.tool.set(tool);
    else if (tool === "arrow") insertArrow(editor);
    else insertInMiddle(editor, tool);
  };
  return (
    <div className="toolbar" role="toolbar" aria-label="Tools" aria-orientation={isNarrow ? "horizontal" : "vertical"}>
      {TOOLS.map(([tool, name, key, icon]) => (
        <Button
          key={tool}
          title={`${name} (${key})`}
          variant="minimal"
          size="large"
          icon={icon}
          active={chosen === tool}
          aria-pressed={chosen === tool}
          aria-label={name}
          onClick={(event) => choose(tool, event.detail === 0)}
        />
      ))}
    </div>
  );
}
