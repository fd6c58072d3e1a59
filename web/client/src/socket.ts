import { pauseAfter, sleep } from "./backoff.js";
import { ANSWER_MAX_MS, type Connection, type Reply } from "./connection.js";
import { given } from "./given.js";
import { parsed } from "./json.js";
import { EaselError } from "./problem.js";
import { newKey } from "./unique.js";
import type { Command } from "./wire/commands.js";
import type { CommandResult, GestureData, PresenceData, SocketMessage, SocketRequest } from "./wire/socket.js";

/** The server pings every 15 s (SPEC GS4); after this long without a word the socket is dead. */
export const SOCKET_SILENCE_MAX_MS = 45_000;
/** Bytes that may wait to be sent; gestures beyond them are left out, newer ones follow anyway. */
export const GESTURE_BACKLOG_MAX = 64 * 1_024;
/** The server closes a socket that sends a longer gesture (SPEC GS5). */
export const GESTURE_LENGTH_MAX = 16 * 1_024;

/** Close codes after which there is no point in coming back (SPEC GS6). */
const KILLED = 4004;
const REFUSED = 4003;

/** Who listens on a socket. */
export interface SocketListener {
  message(message: SocketMessage): void;
  /** The socket ended for good. */
  ended(error: EaselError): void;
}

/** The part of the standard WebSocket that is used. */
export type WebSocketClass = new (url: string) => WebSocket;

interface Waiting {
  resolve(reply: Reply): void;
  reject(error: EaselError): void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** The socket of one canvas: gestures, presence, and commands while it is open (SPEC GS). Comes back by itself. */
export class CanvasSocket {
  readonly #stop = new AbortController();
  readonly #waiting = new Map<string, Waiting>();
  #socket: WebSocket | undefined;
  #presence: PresenceData | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly canvasId: string,
    private readonly listener: SocketListener,
    private readonly socketClass: WebSocketClass,
  ) {
    void this.#run();
  }

  /** Whether messages can be sent now. */
  get isOpen(): boolean {
    return this.#socket?.readyState === 1;
  }

  /** Shows a gesture to the others. Gestures are not kept: false, if it could not be sent now or is too long. */
  gesture(data: GestureData): boolean {
    const text = JSON.stringify({ type: "gesture", data } satisfies SocketRequest);
    const isFree = this.isOpen && this.#socket!.bufferedAmount < GESTURE_BACKLOG_MAX;
    if (!isFree || new TextEncoder().encode(text).length > GESTURE_LENGTH_MAX) return false;
    this.#socket!.send(text);
    return true;
  }

  /** Says what one looks at; said again by itself after a reconnect. */
  presence(data: PresenceData): void {
    this.#presence = data;
    if (this.isOpen) this.#send({ type: "presence", data });
  }

  /**
   * Sends a command (SPEC GS8).
   * @throws EaselError when no answer came: whether it was applied is then not known.
   */
  command(command: Command): Promise<Reply> {
    const id = newKey();
    const answered = new Promise<Reply>((resolve, reject) => {
      const timer = setTimeout(() => reject(new EaselError("TIMEOUT", "No answer in time.")), ANSWER_MAX_MS);
      this.#waiting.set(id, { resolve, reject, timer });
    });
    this.#send({ type: "command", id, canvas_id: this.canvasId, command });
    return answered.finally(() => {
      clearTimeout(this.#waiting.get(id)?.timer);
      this.#waiting.delete(id);
    });
  }

  /** Leaves. */
  close(): void {
    this.#stop.abort();
    this.#socket?.close(1000);
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    for (let failures = 0; !signal.aborted; ) {
      const { code, wasOpen } = await this.#connectOnce().catch(() => ({ code: 0, wasOpen: false }));
      for (const { reject } of this.#waiting.values()) reject(new EaselError("NETWORK", "The socket ended."));
      if (signal.aborted) return;
      if (code === KILLED) return this.listener.ended(new EaselError("CANVAS_KILLED", "The canvas was killed.", 423));
      if (code === REFUSED) return this.listener.ended(new EaselError("FORBIDDEN", "The socket ended.", 403));
      failures = wasOpen ? 0 : failures + 1;
      await sleep(pauseAfter(failures), signal);
    }
  }

  async #connectOnce(): Promise<{ code: number; wasOpen: boolean }> {
    const url = await this.#url();
    if (this.#stop.signal.aborted) return { code: 1000, wasOpen: false };
    const socket = new this.socketClass(url);
    this.#socket = socket;
    let wasOpen = false;
    socket.addEventListener("open", () => {
      wasOpen = true;
      if (this.#presence) this.#send({ type: "presence", data: this.#presence });
    });
    const code = await new Promise<number>((resolve) => {
      // A dead connection may never say that it is closed.
      const watch = () => setTimeout(() => resolve(0), SOCKET_SILENCE_MAX_MS);
      let timer = watch();
      socket.addEventListener("message", ({ data }) => {
        clearTimeout(timer);
        timer = watch();
        if (typeof data === "string") this.#hear(data);
      });
      socket.addEventListener("close", (event) => {
        clearTimeout(timer);
        resolve(event.code);
      });
      // Without a listener an error would end the program in Node; the close comes after it.
      socket.addEventListener("error", () => {});
    });
    this.#socket = undefined;
    socket.close();
    return { code, wasOpen };
  }

  #hear(text: string): void {
    if (text === "ping") this.#socket?.send("pong");
    const message = parsed(text) as SocketMessage | undefined;
    if (!message) return; // Not for this client.
    if (message.type === "ping") this.#send({ type: "pong" });
    else if (message.type === "command_result") this.#answered(message);
    else if (message.type !== "pong") this.listener.message(message);
  }

  #answered({ id, status, body }: CommandResult): void {
    this.#waiting.get(id)?.resolve({ status, body });
  }

  #send(message: SocketRequest): void {
    this.#socket?.send(JSON.stringify(message));
  }

  /** A ticket: a token would stand in the URL, and so in logs (SPEC TE4). */
  async #url(): Promise<string> {
    const { tenant, env } = this.connection.options;
    const about = { canvas_id: this.canvasId };
    const { ticket } = await this.connection.post<{ ticket: string }>("/auth/ticket", about, 200);
    const query = new URLSearchParams({ ...about, ...given({ tenant_id: tenant, env }), ticket });
    return `${this.connection.url("/msg/ws").replace(/^http/, "ws")}?${query}`;
  }
}
