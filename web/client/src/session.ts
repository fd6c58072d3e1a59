import { Bell } from "./bell.js";
import type { Canvas } from "./canvas.js";
import { type Connection, canvasPath, type Reply } from "./connection.js";
import type { OptimisticCanvas } from "./document.js";
import type { EditOptions, EditResult } from "./edits.js";
import { Events, type NamedEvent } from "./events.js";
import { Follower } from "./follower.js";
import { History } from "./history.js";
import { Keeper, type Slot } from "./keeper.js";
import { asSent, type DroppedEdit, type PendingEdit } from "./pending-edit.js";
import { EaselError } from "./problem.js";
import { Sender } from "./sender.js";
import type { HistoryResult, ResetReason, SessionEvents, SessionStatus } from "./session-events.js";
import { CanvasSocket, type WebSocketClass } from "./socket.js";
import { newKey } from "./unique.js";
import type { Command } from "./wire/commands.js";
import type { ClientOp } from "./wire/ops.js";
import type { GestureData, PresenceData, SocketMessage } from "./wire/socket.js";
import type { CommitLine, StreamNotice } from "./wire/stream.js";

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

/**
 * One canvas, open for editing. What is edited is shown at once, sent in the background, and brought together with what
 * others commit. Works on through lost connections; edits wait until they can be sent.
 */
export class CanvasSession {
  readonly #events = new Events<SessionEvents>();
  readonly #ended = new AbortController();
  readonly #bell = new Bell();
  readonly #document: OptimisticCanvas;
  readonly #sender: Sender;
  readonly #follower: Follower;
  readonly #history: History;
  readonly #keeper: Keeper;
  #status: SessionStatus = "connecting";
  #stands: SessionStatus = "connecting";
  #socket: CanvasSocket | undefined;
  #shown: Canvas;

  /** @internal */
  constructor(private readonly parts: SessionParts) {
    const { document, canvasId, connection, slot } = parts;
    const { signal } = this.#ended;
    const failed = (error: EaselError) => this.#events.emit("error", error);
    this.#document = document;
    this.#shown = document.view;
    this.#keeper = new Keeper(slot, () => document.save(), failed);
    this.#sender = new Sender(
      {
        document,
        send: (command) => this.#send(command),
        save: () => this.#keeper.save(),
        dropped: (edits) => this.#changed(edits),
        refused: (edit, error) => this.#refused(edit, error),
        lost: (epoch) => this.#follower.replace(epoch === document.epoch ? "REPLAY_MISS" : "EPOCH_CHANGED", epoch),
        blocked: () => this.#tellStatus(),
        stepped: () => this.#bell.ring(),
      },
      signal,
    );
    this.#follower = new Follower(
      {
        canvasId,
        connection,
        document,
        failed,
        stands: (status) => this.#connected(status),
        committed: (line, isMine, dropped) => this.#committed(line, isMine, dropped),
        replaced: (from, reason, dropped) => this.#replaced(from, reason, dropped),
        notice: (notice) => this.#notice(notice),
        ended: (error) => {
          this.#stands = "connecting";
          this.#sender.block(error);
        },
      },
      signal,
    );
    this.#history = new History(
      {
        document,
        sender: this.#sender,
        bell: this.#bell,
        post: (route, body) => connection.request("POST", this.#path(route), { ...this.#actor(), ...body }, signal),
      },
      signal,
    );
  }

  /** @internal Starts to follow and to send, and tells what reopening lost and what went wrong by then. */
  start(dropped: readonly DroppedEdit[], error?: EaselError): this {
    this.#follower.follow();
    void this.#sender.run();
    // Later, so that whoever opened it can listen first.
    setTimeout(() => {
      if (error) this.#events.emit("error", error);
      this.#changed(dropped);
    });
    return this;
  }

  /** @internal Tells what becomes of edits that another session sends in its place, for as long as this one is open. */
  relay(other: CanvasSession): void {
    other.on("dropped", (edit) => this.#events.emit("dropped", edit));
    other.on("refused", (edit) => this.#events.emit("refused", edit));
    this.#ended.signal.addEventListener("abort", () => void other.close());
  }

  /** The id of the canvas. */
  get canvasId(): string {
    return this.parts.canvasId;
  }

  /** What to show: what the server confirmed, and the edits that wait. Another object only when it is another view. */
  get view(): Canvas {
    return this.#document.view;
  }

  /** What the server confirmed. */
  get confirmed(): Canvas {
    return this.#document.confirmed;
  }

  /** The revision of what the server confirmed. */
  get rev(): number {
    return this.#document.rev;
  }

  /** How many edits wait. */
  get pending(): number {
    return this.#document.pending.length;
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
    const result = this.#document.edit(ops, newKey(), options);
    if (result.accepted) {
      this.#changed([]);
      void this.#keeper.save();
      this.#sender.wake();
    }
    return result;
  }

  /** Calls back for every event of a type. Returns what ends that. */
  on<K extends keyof SessionEvents>(type: K, listener: (detail: SessionEvents[K]) => void): () => void {
    return this.#events.on(type, listener);
  }

  /**
   * All events from now on, until the session is closed or the loop is left. Of a slow reader the oldest are left out.
   */
  events(): AsyncGenerator<NamedEvent<SessionEvents>, void, undefined> {
    return this.#events.iterate(this.#ended.signal);
  }

  /**
   * Takes back the newest commit in scope, or all of a run if `whole`, after all edits made before. Works on what others
   * typed since around it.
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
    return this.#openSocket()?.gesture({ ...this.#actor(), ...data }) ?? false;
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
      await this.#bell.next(signal);
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
    this.#tellStatus();
    await Promise.all([this.#follower.over, this.#keeper.save()]);
    this.parts.slot.release();
  }

  #send(command: Command): Promise<Reply> {
    if (this.#socket?.isOpen) return this.#socket.command(command);
    return this.parts.connection.request("POST", this.#path("/commands"), command, this.#ended.signal);
  }

  #committed(line: CommitLine, isEdit: boolean, dropped: readonly DroppedEdit[]): void {
    this.#events.emit("commit", { line, isMine: isEdit || this.#history.isOf(line.correlation_id) });
    this.#changed(dropped);
    if (isEdit) void this.#keeper.save();
    this.#sender.wake();
  }

  #replaced(from: number, reason: ResetReason, dropped: readonly DroppedEdit[]): void {
    this.#events.emit("reset", { reason, from, rev: this.rev });
    this.#changed(dropped);
    void this.#keeper.save();
    this.#sender.wake();
  }

  #notice(notice: StreamNotice): void {
    this.#events.emit("notice", notice);
    if (notice.type === "canvas_killed")
      this.#sender.block(new EaselError("CANVAS_KILLED", "The canvas was killed.", 423));
  }

  #openSocket(): CanvasSocket | undefined {
    const { webSocket, connection, canvasId } = this.parts;
    if (!webSocket || this.#ended.signal.aborted) return undefined;
    this.#socket ??= new CanvasSocket(
      connection,
      canvasId,
      {
        message: (message) => this.#heard(message),
        ended: (error) => this.#events.emit("error", error),
      },
      webSocket,
    );
    return this.#socket;
  }

  #heard(message: SocketMessage): void {
    if (message.type === "presence_state") this.#events.emit("presence", message);
    else if (message.type === "gesture") this.#events.emit("gesture", message);
  }

  #refused(edit: PendingEdit, error: EaselError): void {
    this.#events.emit("refused", { key: edit.key, error, ops: edit.ops.map(({ op }) => asSent(op)) });
  }

  #connected(stands: "live" | "offline"): void {
    this.#stands = stands;
    this.#tellStatus();
    if (stands === "live") this.#sender.retry();
  }

  #tellStatus(): void {
    this.#bell.ring();
    const isClosed = this.#ended.signal.aborted;
    const error = isClosed ? undefined : this.#sender.blockedBy;
    const status = isClosed ? "closed" : !error ? this.#stands : error.status === 423 ? "killed" : "denied";
    if (this.#status === status) return;
    this.#status = status;
    this.#events.emit("status", error ? { status, code: error.code } : { status });
  }

  #changed(dropped: readonly DroppedEdit[]): void {
    const { view, rev, pending } = this.#document;
    if (view !== this.#shown) {
      this.#shown = view;
      this.#events.emit("change", { view, rev, pending: pending.length });
    }
    for (const edit of dropped) this.#events.emit("dropped", edit);
    if (dropped.length > 0) void this.#keeper.save();
    this.#bell.ring();
  }

  #actor(): { actor_id?: string } {
    return this.parts.actorId === undefined ? {} : { actor_id: this.parts.actorId };
  }

  #path(what: string): string {
    return canvasPath(this.canvasId, what);
  }
}
