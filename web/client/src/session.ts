import type { Canvas } from "./canvas.js";
import { SessionCore, type SessionParts } from "./core.js";
import type { EditOptions, EditResult } from "./edits.js";
import type { NamedEvent } from "./events.js";
import { Follower } from "./follower.js";
import { given } from "./given.js";
import { History } from "./history.js";
import type { DroppedEdit } from "./pending-edit.js";
import { EaselError } from "./problem.js";
import { Sender } from "./sender.js";
import type { HistoryResult, SessionEvents, SessionStatus } from "./session-events.js";
import { CanvasSocket } from "./socket.js";
import { newKey } from "./unique.js";
import type { ClientOp } from "./wire/ops.js";
import type { GestureData, PresenceData, SocketMessage } from "./wire/socket.js";

/**
 * One canvas, open for editing. What is edited is shown at once, sent in the background, and brought together with what
 * others commit. Works on through lost connections; edits wait until they can be sent.
 */
export class CanvasSession {
  readonly #ended = new AbortController();
  readonly #core: SessionCore;
  readonly #sender: Sender;
  readonly #history: History;
  readonly #follower: Follower;
  #status: SessionStatus = "connecting";
  #socket: CanvasSocket | undefined;

  /** @internal */
  constructor(parts: SessionParts) {
    const core = new SessionCore(parts, this.#ended.signal);
    this.#core = core;
    this.#sender = new Sender(core, {
      send: (command) => (this.#socket?.isOpen ? this.#socket.command(command) : core.post("/commands", command)),
      lost: (epoch) => this.#follower.replace(epoch === core.document.epoch ? "REPLAY_MISS" : "EPOCH_CHANGED", epoch),
    });
    this.#history = new History(core, this.#sender);
    this.#follower = new Follower(core, this.#sender);
    core.bell.always(() => this.#tellStatus());
  }

  /** @internal Starts to follow and to send, and tells what reopening lost and what went wrong by then. */
  start(dropped: readonly DroppedEdit[], error?: EaselError): this {
    this.#follower.follow();
    void this.#sender.run();
    // Later, so that whoever opened it can listen first.
    setTimeout(() => {
      if (error) this.#core.events.emit("error", error);
      this.#core.changed(dropped);
    });
    return this;
  }

  /** @internal Tells what becomes of edits that another session sends in its place, for as long as this one is open. */
  relay(other: CanvasSession): void {
    const { events } = this.#core;
    other.on("dropped", (edit) => events.emit("dropped", edit));
    other.on("refused", (edit) => events.emit("refused", edit));
    this.#ended.signal.addEventListener("abort", () => void other.close());
  }

  /** The id of the canvas. */
  get canvasId(): string {
    return this.#core.parts.canvasId;
  }

  /** What to show: what the server confirmed, and the edits that wait. Another object only when it is another view. */
  get view(): Canvas {
    return this.#core.document.view;
  }

  /** What the server confirmed. */
  get confirmed(): Canvas {
    return this.#core.document.confirmed;
  }

  /** The revision of what the server confirmed. */
  get rev(): number {
    return this.#core.document.rev;
  }

  /** How many edits wait. */
  get pending(): number {
    return this.#core.document.pending.length;
  }

  /** How it stands with the server. */
  get status(): SessionStatus {
    return this.#status;
  }

  /**
   * Edits the canvas. It is shown at once, and sent when possible; an edit that does not fit is refused here and now.
   */
  edit(ops: readonly ClientOp[], options?: EditOptions): EditResult {
    if (this.#ended.signal.aborted) throw new EaselError("CLOSED", "The canvas is closed.");
    const result = this.#core.document.edit(ops, newKey(), options);
    if (result.accepted) {
      this.#core.changed();
      void this.#core.save();
      this.#sender.wake();
    }
    return result;
  }

  /** Calls back for every event of a type. Returns what ends that. */
  on<K extends keyof SessionEvents>(type: K, listener: (detail: SessionEvents[K]) => void): () => void {
    return this.#core.events.on(type, listener);
  }

  /**
   * All events from now on, until the session is closed or the loop is left. Of a slow reader the oldest are left out.
   */
  events(): AsyncGenerator<NamedEvent<SessionEvents>, void, undefined> {
    return this.#core.events.iterate(this.#ended.signal);
  }

  /**
   * Takes back the newest commit in scope, or all of a run if `whole`, after all edits made before. Works on what
   * others typed since around it.
   */
  undo(options: { scope?: "actor" | "run" | "all"; run_id?: string; whole?: boolean } = {}): Promise<HistoryResult> {
    return this.#history.ask("/undo", options);
  }

  /** Does again what an undo took back. */
  redo(options: { scope?: "actor" | "run" | "all"; run_id?: string } = {}): Promise<HistoryResult> {
    return this.#history.ask("/redo", options);
  }

  /** Makes the canvas what it was at a revision, as a new commit. */
  restore(toRev: number): Promise<HistoryResult> {
    return this.#history.ask("/restore", { to_rev: toRev });
  }

  /** Shows a gesture to the others; false if that is not possible now. Gestures are not kept. */
  gesture(data: GestureData): boolean {
    return this.#openSocket()?.gesture({ ...this.#core.actor, ...data }) ?? false;
  }

  /** Says what one looks at, and joins the others: presence and gestures of theirs come as events from now on. */
  presence(data: PresenceData): void {
    this.#openSocket()?.presence(data);
  }

  /**
   * Waits until nothing is left to send.
   * @throws EaselError when it can no longer come to that: denied, killed, closed; or the reason of the signal.
   */
  async flush(signal?: AbortSignal): Promise<void> {
    while (!this.#sender.isIdle) {
      signal?.throwIfAborted();
      if (this.#ended.signal.aborted) throw new EaselError("CLOSED", "The canvas is closed.");
      const error = this.#sender.blockedBy;
      if (error && error.code !== "CANVAS_FROZEN") throw error;
      await this.#core.bell.next(signal);
    }
  }

  /** Tries again after `denied` or `killed`: with new credentials, or when the operator has lifted the switch. */
  resume(): void {
    this.#sender.block(undefined);
    this.#follower.follow();
  }

  /** Stops. Edits that were not confirmed stay in the store for the next session. */
  async close(): Promise<void> {
    if (this.#ended.signal.aborted) return;
    this.#ended.abort();
    this.#socket?.close();
    this.#core.bell.ring();
    await Promise.all([this.#follower.over, this.#core.save()]);
    this.#core.parts.slot.release();
  }

  #openSocket(): CanvasSocket | undefined {
    const { webSocket, connection, canvasId } = this.#core.parts;
    if (!webSocket || this.#ended.signal.aborted) return undefined;
    this.#socket ??= new CanvasSocket(
      connection,
      canvasId,
      {
        message: (message) => this.#heard(message),
        ended: (error) => this.#core.events.emit("error", error),
      },
      webSocket,
    );
    return this.#socket;
  }

  #heard(message: SocketMessage): void {
    if (message.type === "presence_state") this.#core.events.emit("presence", message);
    else if (message.type === "gesture") this.#core.events.emit("gesture", message);
  }

  #tellStatus(): void {
    const isClosed = this.#ended.signal.aborted;
    const error = isClosed ? undefined : this.#sender.blockedBy;
    const status = isClosed ? "closed" : !error ? this.#follower.stands : error.status === 423 ? "killed" : "denied";
    if (this.#status === status) return;
    this.#status = status;
    this.#core.events.emit("status", { status, ...given({ code: error?.code }) });
  }
}
