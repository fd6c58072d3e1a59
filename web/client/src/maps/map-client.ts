import type { Connection } from "../connection.js";
import { Events, type NamedEvent } from "../events.js";
import { EaselError } from "../problem.js";
import type { SseEvent } from "../sse.js";
import { followStream } from "../stream.js";
import type { MapResult } from "./answers.js";
import { ask, failureOf } from "./channel.js";
import type { MapCommand, MapRef } from "./commands.js";
import type { MapChange, MapDocument, OpenedMap } from "./document.js";
import type { MapClientEvents, MapStatus } from "./events.js";
import type { MapMessage, StateChanged } from "./messages.js";

/**
 * One map on a server. A request is made on the revision that whoever asks has seen; where that is gone, the map is
 * read again and the refusal is returned. Nothing is ever sent twice by itself: whoever asked looks at the map and
 * decides anew. One request at a time; those made meanwhile wait for their turn.
 */
export class MapClient {
  readonly #events = new Events<MapClientEvents>();
  readonly #ended = new AbortController();
  #snapshot: MapDocument;
  /** The revision of the content that the snapshot holds: own edits move only the revision of the snapshot. */
  #readAt: number;
  /** Counts how often the map turned out to be another than what was seen. */
  #surprises = 0;
  #turn: Promise<unknown> = Promise.resolve();
  #reading: Promise<MapDocument> | undefined;
  #status: MapStatus = "idle";
  #stream: Promise<void> | undefined;
  #cursor = "";
  /** What the stream has told, until its turn comes. */
  #heard: StateChanged | undefined;
  /** Whether the last read that an event asked for failed. */
  #isBehind = false;

  /** @internal {@link EaselMaps} opens maps. */
  constructor(
    private readonly connection: Connection,
    /** What the open told. */
    readonly opened: OpenedMap,
  ) {
    this.#snapshot = opened;
    this.#readAt = opened.revision;
  }

  /** The map as it was last read whole; an edit moves only its revision, its history and whether it is dirty. */
  get snapshot(): MapDocument {
    return this.#snapshot;
  }

  /** How it stands with the stream. */
  get status(): MapStatus {
    return this.#status;
  }

  /**
   * Makes an edit on the revision that was seen when this was called.
   * @param selected what is selected; the answer then tells what becomes of it.
   * @throws EaselError when no answer came: whether it was made shows after {@link refresh}.
   */
  edit(command: MapCommand, selected?: MapRef | null): Promise<MapResult<MapChange>> {
    return this.#change("map:edit", { command, ...selection(selected) });
  }

  /** Takes edits back, all of them or none. @throws EaselError as {@link edit}. */
  undo(steps = 1, selected?: MapRef | null): Promise<MapResult<MapChange>> {
    return this.#change("map:undo", { steps, ...selection(selected) });
  }

  /** Makes edits again that were taken back, all of them or none. @throws EaselError as {@link edit}. */
  redo(steps = 1, selected?: MapRef | null): Promise<MapResult<MapChange>> {
    return this.#change("map:redo", { steps, ...selection(selected) });
  }

  /**
   * Writes the map into its file. One that another program has changed is left alone (`map-io/changed-on-disk`), unless
   * it is to be overwritten. @throws EaselError when no answer came.
   */
  save(options: { overwrite?: boolean } = {}): Promise<MapResult<MapDocument>> {
    return this.#replace("map:save", () => options);
  }

  /** Writes the map into another file, which is its own from then on. @throws EaselError when no answer came. */
  saveAs(mapPath: string, options: { overwrite?: boolean } = {}): Promise<MapResult<MapDocument>> {
    return this.#replace("map:save-as", () => ({ ...options, mapPath }));
  }

  /** Takes what the file holds; what was not saved is gone. @throws EaselError when no answer came. */
  reload(): Promise<MapResult<MapDocument>> {
    return this.#replace("map:reload", this.#seen());
  }

  /** Asks the validator; what it says is in `lastValidation` then. @throws EaselError when no answer came. */
  validate(): Promise<MapResult<null>> {
    return this.#inTurn(async () => {
      const result = await this.#send<null>("map:validate");
      await this.#read();
      return result;
    });
  }

  /** Reads the map again. @throws EaselError when it cannot be read. */
  refresh(): Promise<MapDocument> {
    return this.#inTurn(() => this.#read());
  }

  /**
   * Follows what happens to the map, and reads it again whenever its content is another; also again after `denied` and
   * `killed`. Ends with {@link close}.
   */
  follow(): void {
    if (this.#stream || this.#ended.signal.aborted) return;
    const follower = {
      cursor: () => this.#cursor,
      opened: () => {
        this.#tell({ status: "live" });
        if (this.#isBehind) this.#readSoon();
      },
      take: (event: SseEvent) => this.#hear(event),
      interrupted: () => this.#tell({ status: "offline" }),
    };
    this.#stream = followStream(this.connection, `/sse/maps/${this.#snapshot.mapId}`, follower, this.#ended.signal)
      .catch((failure) => {
        const { status, code } = EaselError.from(failure);
        this.#tell({ status: status === 423 ? "killed" : "denied", code });
      })
      .finally(() => {
        this.#stream = undefined;
      });
  }

  /** Calls back for every event of a type. Returns what ends that. */
  on<K extends keyof MapClientEvents>(type: K, listener: (detail: MapClientEvents[K]) => void): () => void {
    return this.#events.on(type, listener);
  }

  /** All events from now on, until the map is closed or the loop is left. Of a slow reader the oldest are left out. */
  events(): AsyncGenerator<NamedEvent<MapClientEvents>, void, undefined> {
    return this.#events.iterate(this.#ended.signal);
  }

  /** Ends the stream and what waits. The map stays open on the server; what is not saved stays in its log. */
  async close(): Promise<void> {
    if (this.#ended.signal.aborted) return;
    this.#ended.abort();
    this.#tell({ status: "closed" });
    await this.#stream;
  }

  #change(channel: string, request: object): Promise<MapResult<MapChange>> {
    const seen = this.#seen();
    return this.#inTurn(async () => {
      const result = await this.#send<MapChange>(channel, { ...seen(), ...request });
      if (result.ok) {
        const { revision, dirty, history } = result.value;
        this.#show({ ...this.#snapshot, revision, dirty, history });
      } else if (result.error.code === "map-edit/stale-revision") {
        await this.#read();
      }
      return result;
    });
  }

  #replace(channel: string, request: () => object): Promise<MapResult<MapDocument>> {
    return this.#inTurn(async () => {
      const result = await this.#send<MapDocument>(channel, request());
      if (result.ok) this.#know(result.value);
      else if (result.error.code === "map-edit/stale-revision") await this.#read();
      return result;
    });
  }

  /**
   * The revision that the caller sees now. Own requests before its turn move it; others do not, so that what was
   * decided by the look of an older map never meets a newer one.
   */
  #seen(): () => { baseRevision: number } {
    const [surprises, revision] = [this.#surprises, this.#snapshot.revision];
    return () => ({ baseRevision: surprises === this.#surprises ? this.#snapshot.revision : revision });
  }

  async #read(): Promise<MapDocument> {
    const result = await this.#send<{ mapDocument: MapDocument }>("state:get");
    if (!result.ok) throw failureOf(result);
    this.#isBehind = false;
    return this.#know(result.value.mapDocument);
  }

  #know(map: MapDocument): MapDocument {
    if (map.revision !== this.#snapshot.revision) this.#surprises++;
    this.#readAt = map.revision;
    return this.#show(map);
  }

  #show(map: MapDocument): MapDocument {
    this.#snapshot = map;
    this.#events.emit("change", map);
    return map;
  }

  async #send<T>(channel: string, request: object = {}): Promise<MapResult<T>> {
    const body = { mapId: this.#snapshot.mapId, ...request };
    return ask(this.connection, channel, body, this.#ended.signal);
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(() => {
      if (this.#ended.signal.aborted) throw new EaselError("CLOSED", "The map is closed.");
      return act();
    });
    this.#turn = done.catch(() => {});
    return done;
  }

  #hear({ data, id }: SseEvent): void {
    const said = JSON.parse(data) as MapMessage;
    if (id !== undefined) this.#cursor = id;
    if (said.type === "state_changed") {
      this.#events.emit("state", said);
      this.#meet(said);
    } else if (said.type === "file_changed") {
      this.#events.emit("file", said);
    }
  }

  /**
   * In turn, so that the answer to an own request, which may come after the event of it, is known by then. However many
   * come meanwhile, the last one counts.
   */
  #meet(event: StateChanged): void {
    const isWaiting = this.#heard !== undefined;
    this.#heard = this.#heard?.cause === "reset" ? { ...event, cause: "reset" } : event;
    if (isWaiting) return;
    const met = this.#inTurn(async () => {
      const { cause, revision, dirty, filePath, lastValidation, mapHistory: history } = this.#heard as StateChanged;
      this.#heard = undefined;
      if (cause === "reset" || revision > this.#readAt) this.#readSoon();
      else if (revision === this.#snapshot.revision) {
        this.#show({ ...this.#snapshot, dirty, filePath, lastValidation, history });
      }
    });
    met.catch(() => {}); // Closed.
  }

  /** However many events came: whoever waits for a read already gets what is new by then. */
  #readSoon(): void {
    if (this.#reading) return;
    this.#reading = this.#inTurn(() => {
      this.#reading = undefined;
      return this.#read();
    });
    this.#reading.catch((failure) => {
      this.#isBehind = true;
      if (!this.#ended.signal.aborted) this.#events.emit("error", EaselError.from(failure));
    });
  }

  #tell(now: { readonly status: MapStatus; readonly code?: string }): void {
    if (this.#ended.signal.aborted && now.status !== "closed") return;
    if (this.#status === now.status) return;
    this.#status = now.status;
    this.#events.emit("status", now);
  }
}

function selection(ref: MapRef | null | undefined): object {
  return ref === undefined ? {} : { selection: { ref } };
}
