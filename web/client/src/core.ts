import { Bell } from "./bell.js";
import type { Canvas } from "./canvas.js";
import { type Connection, canvasPath, type Reply } from "./connection.js";
import type { OptimisticCanvas } from "./document.js";
import { Events } from "./events.js";
import { given } from "./given.js";
import { Keeper, type Slot } from "./keeper.js";
import type { DroppedEdit } from "./pending-edit.js";
import type { SessionEvents } from "./session-events.js";
import type { WebSocketClass } from "./socket.js";

/** @internal What a session is made of; {@link EaselClient.open} puts it together. */
export interface SessionParts {
  readonly canvasId: string;
  readonly connection: Connection;
  readonly document: OptimisticCanvas;
  readonly slot: Slot;
  readonly actorId?: string | undefined;
  /** Absent where there are no sockets. */
  readonly webSocket?: WebSocketClass | undefined;
}

/** What sender, follower and history of one session share. */
export class SessionCore {
  readonly events = new Events<SessionEvents>();
  /** Rings whenever somebody who waits may be done with it. */
  readonly bell = new Bell();
  readonly document: OptimisticCanvas;
  /** Names the newest undo, redo or restore: they are no pending edits, but own ones all the same. */
  historyKey: string | undefined;
  readonly #keeper: Keeper;
  #shown: Canvas;

  constructor(
    readonly parts: SessionParts,
    /** Aborted when the session is closed. */
    readonly signal: AbortSignal,
  ) {
    this.document = parts.document;
    this.#shown = parts.document.view;
    this.#keeper = new Keeper(parts.slot, this.document, (error) => this.events.emit("error", error));
  }

  /** Asks the server to do something with the canvas. Throws when no answer came. */
  post(what: string, body: object): Promise<Reply> {
    return this.parts.connection.request("POST", this.path(what), body, this.signal);
  }

  /** The path of the canvas, or of something that belongs to it. */
  path(what = ""): string {
    return canvasPath(this.parts.canvasId, what);
  }

  /** As whom to edit, where the token does not say it. */
  get actor(): { readonly actor_id?: string } {
    return given({ actor_id: this.parts.actorId });
  }

  /** Makes the pending edits durable, as far as the store can. */
  save(): Promise<void> {
    return this.#keeper.save();
  }

  /** Tells that the view may be another, and what became of edits. */
  changed(dropped: readonly DroppedEdit[] = []): void {
    const { view, rev, pending } = this.document;
    if (view !== this.#shown) {
      this.#shown = view;
      this.events.emit("change", { view, rev, pending: pending.length });
    }
    for (const edit of dropped) this.events.emit("dropped", edit);
    if (dropped.length > 0) void this.save();
    this.bell.ring();
  }
}
