import { Connection, type ConnectionOptions, canvasPath } from "./connection.js";
import { OptimisticCanvas } from "./document.js";
import type { Author } from "./edits.js";
import { given } from "./given.js";
import { defaultPendingStore, type PendingRecord, type PendingStore } from "./pending.js";
import type { EaselError } from "./problem.js";
import { readState } from "./read-state.js";
import { CanvasSession } from "./session.js";
import { adopted, slotIn, type TakenSlot } from "./slots.js";
import type { WebSocketClass } from "./socket.js";
import type { ActorType } from "./wire/commands.js";
import type { CanvasPage, CanvasRecord, CommitPage, Snapshot } from "./wire/reads.js";

/** Where, as whom, and with what. */
export interface ClientOptions extends ConnectionOptions {
  /** Shown as the author of edits; left to the token if absent. */
  readonly actorId?: string;
  readonly actorType?: ActorType;
  /** Where pending edits survive; fits the surroundings if absent. */
  readonly pendingStore?: PendingStore;
  /** `globalThis.WebSocket` if absent; where there is none, there are no gestures and no presence. */
  readonly webSocket?: WebSocketClass;
}

/** The way to one Easel server, as one user. */
export class EaselClient {
  readonly #connection: Connection;
  readonly #store: PendingStore;

  constructor(private readonly options: ClientOptions) {
    this.#connection = new Connection(options);
    this.#store = options.pendingStore ?? defaultPendingStore();
  }

  /** The canvases of the tenant, a page at a time. */
  listCanvases(query: { project_id?: string; cursor?: string; limit?: number } = {}): Promise<CanvasPage> {
    return this.#connection.get(`/canvas${queryOf(query)}`);
  }

  /** Makes a canvas. @throws EaselError CANVAS_EXISTS, among others. */
  createCanvas(wanted: { canvas_id?: string; project_id?: string; title?: string } = {}): Promise<CanvasRecord> {
    return this.#connection.post("/canvas", wanted, 201);
  }

  /** What is known of a canvas besides its content. */
  record(canvasId: string): Promise<CanvasRecord> {
    return this.#connection.get(canvasPath(canvasId));
  }

  /** The state of a canvas: now, at a revision, or at a time (RFC 3339). */
  snapshot(canvasId: string, query: { rev?: number; at?: string } = {}): Promise<Snapshot> {
    return this.#connection.get(canvasPath(canvasId, `/snapshot${queryOf(query)}`));
  }

  /**
   * A picture of a canvas as SVG: now or at a revision, in its own size or so many pixels wide.
   * @throws EaselError among others REV_UNKNOWN.
   */
  preview(canvasId: string, query: { rev?: number; width?: number } = {}, signal?: AbortSignal): Promise<Blob> {
    return this.#connection.blob(canvasPath(canvasId, `/preview.svg${queryOf(query)}`), signal);
  }

  /** The commits of a canvas after a revision, a page at a time. */
  commits(canvasId: string, query: { after?: number; limit?: number } = {}): Promise<CommitPage> {
    return this.#connection.get(canvasPath(canvasId, `/commits${queryOf(query)}`));
  }

  /**
   * Opens a canvas for editing. A name that nobody used yet is an empty canvas; its first edit makes it.
   * Edits that an earlier session left behind are taken up. Where the store does not work, edits are kept in memory and
   * the session tells the error `STORE`.
   * @throws EaselError when the server cannot be reached or does not allow it.
   */
  async open(canvasId: string): Promise<CanvasSession> {
    const scope = await this.#scopeOf(canvasId);
    const { slot: left, error } = await slotIn(this.#store, scope);
    const session = await this.#openSlot(canvasId, left, error);
    // What cannot be sent now stays in the store.
    if (left.record) this.#sendOthers(canvasId, scope, session).catch(() => {});
    return session;
  }

  async #openSlot(canvasId: string, { record, ...slot }: TakenSlot, error?: EaselError): Promise<CanvasSession> {
    try {
      const { opened, dropped } = await this.#document(canvasId, record);
      const session = new CanvasSession({
        canvasId,
        connection: this.#connection,
        document: opened,
        slot,
        actorId: this.options.actorId,
        webSocket: this.options.webSocket ?? globalThis.WebSocket,
      });
      return session.start(dropped, error);
    } catch (failure) {
      slot.release();
      throw failure;
    }
  }

  /** Starts at the state that the pending edits were built on; where the server has it no more, at the newest. */
  async #document(canvasId: string, record: PendingRecord | undefined) {
    const { actorId, actorType } = this.options;
    const author: Author = given({ actor_id: actorId, actor_type: actorType });
    if (!record) {
      const { state, rev, epoch } = await readState(this.#connection, canvasId, {});
      return { opened: new OptimisticCanvas(state, rev, epoch, author), dropped: [] };
    }
    let base = await readState(this.#connection, canvasId, { rev: record.rev });
    const isThere = base.rev === record.rev && (record.epoch === null || base.epoch === record.epoch);
    if (!isThere) base = await readState(this.#connection, canvasId, {});
    return OptimisticCanvas.reopen(base.state, base.rev, base.epoch, record, author);
  }

  /** Several sessions may have left edits behind. They were built on different states, so each is sent by itself. */
  async #sendOthers(canvasId: string, scope: string, main: CanvasSession): Promise<void> {
    for (let left = await adopted(this.#store, scope); left; left = await adopted(this.#store, scope)) {
      const session = await this.#openSlot(canvasId, left);
      main.relay(session);
      await session.flush().finally(() => session.close());
    }
  }

  async #scopeOf(canvasId: string): Promise<string> {
    const { baseUrl, tenant, env, actorId } = this.options;
    const claims = claimsOf(await this.#connection.token());
    return JSON.stringify([
      baseUrl,
      tenant ?? claims.default_tenant_id ?? null,
      env ?? null,
      canvasId,
      claims.sub ?? null,
      actorId ?? null,
    ]);
  }
}

function queryOf(query: Record<string, string | number | undefined>): string {
  const asked = String(new URLSearchParams(given(query) as Record<string, string>));
  return asked && `?${asked}`;
}

/** Whose token it is, if it tells: one user's edits are never sent as another's. Nothing else rests on this. */
function claimsOf(token: string): { sub?: string; default_tenant_id?: string } {
  try {
    const payload = token.split(".")[1] ?? "";
    return JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
  } catch {
    return {};
  }
}
