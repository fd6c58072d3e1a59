import { Button, ButtonGroup, Divider, EditableText } from "@blueprintjs/core";
import { Redo, Undo } from "@blueprintjs/icons";
import { AccountMenu } from "../auth/account-menu.js";
import type { Editor } from "../editor/editor.js";
import { redo, undo } from "../editor/history.js";
import type { Others } from "../others/others.js";
import { People } from "../others/people.js";
import type { SignedIn } from "../shell/app.js";
import { Logo } from "../shell/logo.js";
import { replaysHref } from "../shell/route.js";
import { useTitle } from "./title.js";

interface CanvasBarProps {
  readonly editor: Editor;
  readonly others: Others;
  readonly signedIn: SignedIn;
}

/** The bar over a canvas: what it is, who is there, and undo. */
export function CanvasBar({ editor, others, signedIn }: CanvasBarProps) {
  return (
    <header className="top-bar">
      <a href="#/" className="home" aria-label="All canvases" title="All canvases">
        <Logo />
      </a>
      <Title editor={editor} signedIn={signedIn} />
      {editor.canEdit && (
        <ButtonGroup variant="minimal" className="undo">
          <Button icon={<Undo />} title="Undo (Ctrl+Z)" aria-label="Undo" onClick={() => void undo(editor)} />
          <Button icon={<Redo />} title="Redo (Ctrl+Shift+Z)" aria-label="Redo" onClick={() => void redo(editor)} />
        </ButtonGroup>
      )}
      <span className="spring" />
      <a className="bar-link" href={replaysHref(editor.session.canvasId)}>
        Replays
      </a>
      <People others={others} />
      <Divider />
      <AccountMenu identity={signedIn.identity} onSignOut={() => signedIn.signOut()} />
    </header>
  );
}

function Title({ editor, signedIn }: Pick<CanvasBarProps, "editor" | "signedIn">) {
  const title = useTitle(editor.session, signedIn.client);
  const rename = (value: string) => {
    const wanted = value.trim();
    if (wanted && wanted !== title)
      editor.apply([{ kind: "set_meta", key: "title", value: wanted }], { intent: { label: "Rename" } });
  };
  return (
    <h1 className="title">
      <EditableText
        // Another title starts anew; one who is typing a title keeps it.
        key={title}
        defaultValue={title}
        disabled={!editor.canEdit}
        maxLength={120}
        selectAllOnFocus
        placeholder="Untitled"
        onConfirm={rename}
        customInputAttributes={{ "aria-label": "Title of the canvas" }}
      />
    </h1>
  );
}
