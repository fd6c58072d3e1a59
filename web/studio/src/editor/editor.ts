import type { Atom, CanvasSession, ClientOp, EditOptions } from "@easel/client";
import { inCommands } from "../edits/make.js";
import type { Box } from "../geometry/box.js";
import { Sight } from "./sight.js";
import { Store } from "./store.js";

/** What a click on the canvas does. */
export type Tool = "select" | "rectangle" | "ellipse" | "text" | "sticky" | "arrow";

/** The part of a panel beside the canvas. */
export type PanelTab = "properties" | "outline" | "history" | "audit";

/** Something to tell the user. */
export interface Message {
  readonly intent: "none" | "success" | "warning" | "danger";
  readonly text: string;
}

const NOTHING: ReadonlySet<string> = new Set();

/**
 * What one person does on one canvas: what they see, chose, drag and edit. The canvas itself belongs to the session;
 * this is what is not shared. Each part is a store of its own, so that panning renders no panel and typing no toolbar.
 */
export class Editor extends Sight<CanvasSession> {
  readonly selection = new Store<ReadonlySet<string>>(NOTHING);
  readonly tool = new Store<Tool>("select");
  /** A rectangle that is being drawn around atoms. */
  readonly marquee = new Store<Box | undefined>(undefined);
  readonly isSnapping = new Store(true);
  readonly panel = new Store<PanelTab>("properties");
  /** The audit that is shown, if not the newest. */
  readonly report = new Store<string | undefined>(undefined);

  /**
   * @param canEdit whether the role allows edits
   * @param tell shows a message to the user
   */
  constructor(
    session: CanvasSession,
    readonly canEdit: boolean,
    readonly tell: (message: Message) => void,
  ) {
    super(session);
  }

  /** The atoms that are selected and still there. */
  get selected(): readonly Atom[] {
    return [...this.selection.get()].flatMap((id) => this.canvas.find(id) ?? []);
  }

  /** Selects these atoms and no others, or adds or takes out one by one. */
  select(ids: Iterable<string>, how: "only" | "toggle" = "only"): void {
    const chosen = new Set(how === "only" ? [] : this.selection.get());
    for (const id of ids) if (!chosen.delete(id)) chosen.add(id);
    this.selection.set(chosen.size > 0 ? chosen : NOTHING);
  }

  /** Edits the canvas. False if that is not allowed or does not fit, which the user is told. */
  apply(ops: readonly ClientOp[], options?: EditOptions): boolean {
    if (ops.length === 0) return true;
    if (!this.canEdit) {
      this.tell({ intent: "warning", text: "Your role allows reading only." });
      return false;
    }
    for (const command of inCommands(ops)) {
      const result = this.session.edit(command, options);
      if (!result.accepted) {
        this.tell({ intent: "danger", text: `The edit does not fit: ${result.reason}.` });
        return false;
      }
    }
    return true;
  }
}
