import type { Canvas } from "./canvas.js";
import { type Connection, canvasPath, type Reply } from "./connection.js";
import type { EditOptions, EditResult, OptimisticCanvas } from "./document.js";
import { Events, type NamedEvent } from "./events.js";
import type { PendingStore } from "./pending.js";
import { asSent, type DroppedEdit, type PendingEdit } from "./pending-edit.js";
import { EaselError } from "./problem.js";
import { readState } from "./read-state.js";
import { Sender } from "./sender.js";
import type { HistoryResult, SessionEvents, SessionStatus } from "./session-events.js";
import { CanvasSocket, type WebSocketClass } from "./socket.js";
import type { SseEvent } from "./sse.js";
import { followStream } from "./stream.js";
import { newKey } from "./unique.js";
import type { Command, CommandAnswer } from "./wire/commands.js";
import type { ClientOp } from "./wire/ops.js";
import type { GestureData, PresenceData, SocketMessage } from "./wire/socket.js";
import type { CommitLine, StreamNotice, StreamReset } from "./wire/stream.js";

/** @internal What a session is made of; {@link EaselClient.open} puts it together. */
export interface SessionParts {
  readonly canvasId: string;
  readonly connection: Connection;
  readonly document: OptimisticCanvas;
  readonly store: PendingStore;
  readonly scope: string;
  readonly slot: string;
  /** Gives the slot back. */
  readonly release: () => void;
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
  readonly #document: OptimisticCanvas;
  readonly #sender: Sender;
  #status: SessionStatus = "connecting";
  #stands: SessionStatus = "connecting";
  #replacing: Promise<void> | undefined;
  #stream: Promise<void> | undefined;
  #socket: CanvasSocket | undefined;
  // Of the newest undo, redo or restore: they are no pending edits, but mine all the same.
  #historyKey: string | undefined;
  readonly #waiting = new Set<() => void>();
  #saving: Promise<void> = Promise.resolve();
  #nextSave: Promise<void> | undefined;
  #shown: Canvas;

  /** @internal */
  constructor(private readonly parts: SessionParts) {
    this.#document = parts.document;
    this.#shown = parts.document.view;
    this.#sender = new Sender(
      {
        document: this.#document,
        send: (command) => this.#send(command),
        save: () => this.#save(),
        dropped: (edits) => this.#changed(edits),
        refused: (edit, error) => this.#refused(edit, error),
        lost: (epoch) => this.#replace(epoch),
        blocked: () => this.#tellStatus(),
        stepped: () => this.#happened(),
      },
      this.#ended.signal,
    );
  }

  /** @internal Starts to follow and to send, and tells what reopening lost. */
  start(dropped: readonly DroppedEdit[]): this {
    this.#follow();
    void this.#sender.run();
    // Later, so that whoever opened it can listen first.
    setTimeout(() => this.#changed(dropped));
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
      void this.#save();
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
    return this.#history("/undo", options);
  }

  /** Does again what an undo took back. */
  redo(options: { scope?: "actor" | "run" | "all"; run_id?: string } = {}): Promise<HistoryResult> {
    return this.#history("/redo", options);
  }

  /** Makes the canvas what it was at a revision, as a new commit. */
  restore(toRev: number): Promise<HistoryResult> {
    return this.#history("/restore", { to_rev: toRev });
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
      await this.#next(signal);
    }
  }

  /** Tries again after `denied` or `killed`: with new credentials, or when the operator has lifted the switch. */
  resume(): void {
    this.#sender.block(undefined);
    this.#follow();
  }

  /** Stops. Edits that were not confirmed stay in the store for the next session. */
  async close(): Promise<void> {
    if (this.#ended.signal.aborted) return;
    this.#ended.abort();
    this.#socket?.close();
    this.#tellStatus();
    await Promise.all([this.#stream, this.#save()]);
    this.parts.release();
  }

  #send(command: Command): Promise<Reply> {
    if (this.#socket?.isOpen) return this.#socket.command(command);
    return this.parts.connection.request("POST", this.#path("/commands"), command, this.#ended.signal);
  }

  #history(route: string, wanted: object): Promise<HistoryResult> {
    if (this.#ended.signal.aborted) return Promise.resolve({ outcome: "closed" });
    const body = { ...this.#actor(), ...wanted, correlation_id: newKey(), on_mismatch: "rebase" };
    return new Promise((resolve) => {
      this.#sender.enqueue({
        run: async () => resolve(await this.#historyOnce(route, body)),
        cancel: () => resolve({ outcome: "closed" }),
      });
    });
  }

  async #historyOnce(route: string, body: { correlation_id: string }): Promise<HistoryResult> {
    const { connection } = this.parts;
    this.#historyKey = body.correlation_id;
    const verdict = await this.#sender.settle(() => {
      const command = { base_rev: this.#document.rev, ...body };
      return connection.request("POST", this.#path(route), command, this.#ended.signal);
    });
    switch (verdict?.kind) {
      case "committed":
        while (this.#document.rev < verdict.rev && !this.#ended.signal.aborted) await this.#next();
        return { outcome: "committed", rev: verdict.rev, of: takenBack(verdict.answer) };
      case "nothing":
        return { outcome: "nothing" };
      case "stale":
        // Too much was missed for a rebase there: the stream brings it, then the same is asked again.
        while (this.#document.rev < verdict.mismatch.head_rev && !this.#ended.signal.aborted) await this.#next();
        return this.#historyOnce(route, body);
      case "refused":
      case "blocked":
        return { outcome: "refused", error: verdict.error };
      default:
        return { outcome: "closed" };
    }
  }

  #follow(): void {
    if (this.#stream || this.#ended.signal.aborted) return;
    const follower = {
      cursor: () => (this.#document.epoch === null ? `${this.rev}` : `${this.#document.epoch}:${this.rev}`),
      opened: () => {
        this.#connected("live");
        this.#sender.retry();
      },
      take: ({ data }: SseEvent) => this.#hear(JSON.parse(data)),
      interrupted: () => this.#connected("offline"),
    };
    this.#stream = followStream(this.parts.connection, `/sse${this.#path("")}`, follower, this.#ended.signal)
      .catch((failure) => {
        this.#stands = "connecting";
        this.#sender.block(EaselError.from(failure));
      })
      .finally(() => {
        this.#stream = undefined;
      });
  }

  async #take(line: CommitLine): Promise<void> {
    const result = this.#document.commit(line);
    if (result.kind === "known") return;
    if (result.kind === "lost") {
      this.#events.emit("error", new EaselError("LOST", result.reason));
      return this.#replace();
    }
    const isMine = result.isMine || (line.correlation_id !== undefined && line.correlation_id === this.#historyKey);
    this.#events.emit("commit", { line, isMine });
    this.#changed(result.dropped);
    if (result.isMine) void this.#save();
    this.#sender.wake();
    if (this.#document.epoch === null) await this.#learnEpoch();
  }

  /** A canvas that was empty has a name for its history now. */
  async #learnEpoch(): Promise<void> {
    const record = this.parts.connection.get<{ epoch: string }>(this.#path(""), this.#ended.signal);
    await record.then(({ epoch }) => this.#document.learnEpoch(epoch)).catch(() => {}); // The next commit asks again.
  }

  /** Takes the state of the server in place of what is known. Fails as a request does. */
  #replace(epoch?: string): Promise<void> {
    // The stream and the sender may come to it at once.
    this.#replacing ??= this.#replaceOnce(epoch).finally(() => {
      this.#replacing = undefined;
    });
    return this.#replacing;
  }

  async #replaceOnce(epoch: string | undefined): Promise<void> {
    const { connection, canvasId } = this.parts;
    const base = await readState(connection, canvasId, {}, this.#ended.signal);
    // Whether the new state holds what was sent without an answer: asked after it was read, or it would prove nothing.
    const key = this.#document.pending[0]?.sent?.correlation_id;
    const earlier = key === undefined ? undefined : await this.#answerTo(key);
    const settled = earlier && earlier.rev <= base.rev ? key : undefined;
    this.#changed(this.#document.reset(base.state, base.rev, base.epoch ?? epoch ?? null, settled));
    void this.#save();
    this.#sender.wake();
  }

  async #answerTo(key: string): Promise<CommandAnswer | undefined> {
    const { status, body } = await this.parts.connection.request(
      "GET",
      this.#path(`/commands/${key}`),
      undefined,
      this.#ended.signal,
    );
    if (status === 200) return body as CommandAnswer;
    if (status === 404) return undefined;
    throw EaselError.of(status, body);
  }

  #hear(said: CommitLine | StreamReset | StreamNotice): void | Promise<void> {
    if (said.type === "op_committed") return this.#take(said as CommitLine);
    if (said.type === "reset") return this.#replace((said as StreamReset).epoch);
    this.#events.emit("notice", said as StreamNotice);
    if (said.type === "canvas_killed")
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
  }

  #tellStatus(): void {
    this.#happened();
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
    if (dropped.length > 0) void this.#save();
    this.#happened();
  }

  /** One save after the other; what is asked for while one waits for its turn comes with it. */
  #save(): Promise<void> {
    const { store, scope, slot } = this.parts;
    const save = async () => {
      this.#nextSave = undefined;
      const edits = this.#document.save();
      if (edits.edits.length === 0) await store.clear(scope, slot);
      else await store.save({ scope, slot, ...edits });
    };
    // A store that fails must not keep anybody from editing; the edit is then as safe as the page.
    const failed = (cause: unknown) => {
      this.#events.emit("error", new EaselError("STORE", "Pending edits could not be kept.", 0, undefined, { cause }));
    };
    this.#nextSave ??= this.#saving.then(save).catch(failed);
    this.#saving = this.#nextSave;
    return this.#saving;
  }

  /** Until something happened. */
  #next(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#waiting.delete(done);
        signal?.removeEventListener("abort", done);
        resolve();
      };
      this.#waiting.add(done);
      signal?.addEventListener("abort", done);
    });
  }

  #happened(): void {
    for (const done of [...this.#waiting]) done();
  }

  #actor(): { actor_id?: string } {
    return this.parts.actorId === undefined ? {} : { actor_id: this.parts.actorId };
  }

  #path(what: string): string {
    return canvasPath(this.canvasId, what);
  }
}

function takenBack(answer: CommandAnswer | undefined): number | undefined {
  return answer?.undo_of ?? answer?.redo_of ?? answer?.restore_of;
}
