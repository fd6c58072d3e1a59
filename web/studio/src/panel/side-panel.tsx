import { type KeyboardEvent, useRef } from "react";
import { Audit } from "../audit/audit.js";
import type { Editor, PanelTab } from "../editor/editor.js";
import { useStore } from "../editor/store.js";
import { History } from "../history/history.js";
import type { SignedIn } from "../shell/app.js";
import { Outline } from "./outline.js";
import { Properties } from "./properties.js";

interface SidePanelProps {
  readonly editor: Editor;
  readonly signedIn: SignedIn;
}

const TABS: readonly (readonly [tab: PanelTab, name: string])[] = [
  ["properties", "Properties"],
  ["outline", "Outline"],
  ["history", "History"],
  ["audit", "Audit"],
];

/** What is beside the canvas: all of it in words, for those who do not or cannot point. */
export function SidePanel({ editor, signedIn }: SidePanelProps) {
  const chosen = useStore(editor.panel);
  const list = useRef<HTMLDivElement>(null);
  const turn = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const at = (TABS.findIndex(([tab]) => tab === chosen) + step + TABS.length) % TABS.length;
    editor.panel.set(TABS[at]![0]);
    list.current?.querySelectorAll("button")[at]?.focus();
  };
  return (
    <aside className="side-panel" aria-label="Details">
      <div ref={list} className="tab-list" role="tablist" aria-label="Details" onKeyDown={turn}>
        {TABS.map(([tab, name]) => (
          <button
            key={tab}
            type="button"
            role="tab"
            id={`tab-${tab}`}
            className="tab"
            aria-selected={tab === chosen}
            aria-controls="panel"
            tabIndex={tab === chosen ? 0 : -1}
            onClick={() => editor.panel.set(tab)}
          >
            {name}
          </button>
        ))}
      </div>
      <div id="panel" className="panel" role="tabpanel" aria-labelledby={`tab-${chosen}`}>
        {chosen === "properties" && <Properties editor={editor} />}
        {chosen === "outline" && <Outline editor={editor} />}
        {chosen === "history" && <History editor={editor} signedIn={signedIn} />}
        {chosen === "audit" && <Audit editor={editor} server={signedIn.server} />}
      </div>
    </aside>
  );
}
