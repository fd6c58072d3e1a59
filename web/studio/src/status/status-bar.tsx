import { Button, Switch } from "@blueprintjs/core";
import { ZOOM_STEP } from "../board/board-keys.js";
import { showAll, zoomBy, zoomToLife } from "../editor/commands.js";
import type { Editor } from "../editor/editor.js";
import { useStore } from "../editor/store.js";
import { useCanvas, useFact } from "../editor/use-canvas.js";
import type { SignedIn } from "../shell/app.js";
import { Connection } from "./connection.js";
import { LastChange } from "./last-change.js";

interface StatusBarProps {
  readonly editor: Editor;
  readonly signedIn: SignedIn;
}

/** The bar below a canvas. */
export function StatusBar({ editor, signedIn }: StatusBarProps) {
  const rev = useFact(editor.session, (session) => session.rev);
  const { size } = useCanvas(editor.session).atoms;
  return (
    <footer className="status-bar">
      <Connection editor={editor} signedIn={signedIn} />
      <span className="revision">Revision {rev}</span>
      <LastChange editor={editor} />
      <span className="spring" />
      <span className="atom-count">{size === 1 ? "1 atom" : `${size} atoms`}</span>
      <Snapping editor={editor} />
      <Zoom editor={editor} />
    </footer>
  );
}

function Snapping({ editor }: { readonly editor: Editor }) {
  const isSnapping = useStore(editor.isSnapping);
  return (
    <Switch
      className="snapping"
      label="Snap"
      checked={isSnapping}
      onChange={(event) => editor.isSnapping.set(event.currentTarget.checked)}
    />
  );
}

function Zoom({ editor }: { readonly editor: Editor }) {
  const { scale } = useStore(editor.viewport);
  return (
    <span className="zoom">
      <Button
        size="small"
        variant="minimal"
        text="−"
        aria-label="Zoom out"
        onClick={() => zoomBy(editor, 1 / ZOOM_STEP)}
      />
      <Button
        size="small"
        variant="minimal"
        className="zoom-scale"
        text={`${Math.round(scale * 100)} %`}
        aria-label={`${Math.round(scale * 100)} %, zoom to 100 %`}
        onClick={() => zoomToLife(editor)}
      />
      <Button size="small" variant="minimal" text="+" aria-label="Zoom in" onClick={() => zoomBy(editor, ZOOM_STEP)} />
      <Button size="small" variant="minimal" text="Fit" title="Show all (F)" onClick={() => showAll(editor)} />
    </span>
  );
}
