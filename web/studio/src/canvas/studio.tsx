import type { CanvasSession } from "@easel/client";
import { useEffect, useMemo } from "react";
import { canEdit } from "../auth/token.js";
import { Board } from "../board/board.js";
import { DARK, LIGHT } from "../drawing/palette.js";
import { Editor } from "../editor/editor.js";
import { useImages } from "../images/use-images.js";
import { Others } from "../others/others.js";
import { useSharing } from "../others/sharing.js";
import { SidePanel } from "../panel/side-panel.js";
import type { SignedIn } from "../shell/app.js";
import { useToasts } from "../shell/toasts.js";
import { usePrefersDark } from "../shell/use-media.js";
import { StatusBar } from "../status/status-bar.js";
import { CanvasBar } from "./canvas-bar.js";
import { Toolbar } from "./toolbar.js";
import { useConsole } from "./use-console.js";
import { useReports } from "./use-reports.js";
import { useShortcuts } from "./use-shortcuts.js";

interface StudioProps {
  readonly session: CanvasSession;
  readonly signedIn: SignedIn;
}

/** The editor of one open canvas. */
export function Studio({ session, signedIn }: StudioProps) {
  const toast = useToasts();
  const mayEdit = canEdit(signedIn.identity);
  const editor = useMemo(
    () => new Editor(session, mayEdit, ({ text, intent }) => toast({ message: text, intent })),
    [session, mayEdit, toast],
  );
  const others = useMemo(() => new Others(), []);
  useEffect(() => others.follow(session), [others, session]);
  useSharing(editor);
  useImages(editor, signedIn.server, session.canvasId);
  useReports(session, toast);
  useShortcuts(editor);
  useConsole(editor, others);
  const palette = usePrefersDark() ? DARK : LIGHT;
  return (
    <div className="studio">
      <CanvasBar editor={editor} others={others} signedIn={signedIn} />
      <main className="studio-main">
        <Board editor={editor} others={others} palette={palette} />
        {mayEdit && <Toolbar editor={editor} />}
        <SidePanel editor={editor} signedIn={signedIn} />
      </main>
      <StatusBar editor={editor} signedIn={signedIn} />
    </div>
  );
}
