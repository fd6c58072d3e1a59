/**
 * Edits the maps of an Easel server together with others: an entry point of its own, `@easel/client/maps`.
 * @packageDocumentation
 */
import { Connection, type ConnectionOptions } from "./connection.js";
import { ask, failureOf } from "./maps/channel.js";
import type { MapFile, OpenedMap } from "./maps/document.js";
import { MapClient } from "./maps/map-client.js";

export type { ConnectionOptions, TokenSource } from "./connection.js";
export type { NamedEvent } from "./events.js";
export type * from "./maps/answers.js";
export type * from "./maps/commands.js";
export type * from "./maps/document.js";
export type { MapClientEvents, MapStatus } from "./maps/events.js";
export { MapClient } from "./maps/map-client.js";
export { selectionAfter, selectionFollowing } from "./maps/map-selection.js";
export type * from "./maps/messages.js";
export { type ClientCode, EaselError } from "./problem.js";
export type { Json } from "./wire/state.js";

/** What to do with changes of the map that one leaves; `map-io/unsaved-changes` asks for it (SPEC MP9). */
export type Unsaved = "save" | "dont-save" | "cancel";

/** The way to the maps of one Easel server, as one user. Refusals are thrown with their code. */
export class EaselMaps {
  readonly #connection: Connection;

  constructor(options: ConnectionOptions) {
    this.#connection = new Connection(options);
  }

  /** The files of the folder. @throws EaselError */
  list(): Promise<readonly MapFile[]> {
    return this.#ask("map:list", {});
  }

  /** The paths of the maps that were opened last, the newest first; at most five. @throws EaselError */
  recent(): Promise<readonly string[]> {
    return this.#ask("map:recent", {});
  }

  /**
   * Opens a file, or joins those who have it open already.
   * @param mapPath relative to the folder that the server serves.
   * @throws EaselError `map-io/read-failed`, `map-validation/invalid-map`, `map-io/outside-folder`, among others.
   */
  async open(mapPath: string): Promise<MapClient> {
    return new MapClient(this.#connection, await this.#ask<OpenedMap>("map:open", { mapPath }));
  }

  /**
   * Makes a map; its file is written by the first save.
   * @param mapPath the first name that is free if absent.
   * @param unsaved what to do if the map that was opened last has changes. `save` is refused (`map-io/map-id-required`)
   *   where several were opened: save the one that is meant through its own client first.
   * @returns null if that was cancelled.
   * @throws EaselError `map-io/already-exists`, `map-io/unsaved-changes`, among others.
   */
  async create(mapPath?: string, unsaved?: Unsaved): Promise<MapClient | null> {
    const request = { ...(mapPath === undefined ? {} : { mapPath }), ...(unsaved === undefined ? {} : { unsaved }) };
    const made = await this.#ask<OpenedMap | null>("map:new", request);
    return made && new MapClient(this.#connection, made);
  }

  async #ask<T>(channel: string, request: object): Promise<T> {
    const result = await ask<T>(this.#connection, channel, request);
    if (!result.ok) throw failureOf(result);
    return result.value;
  }
}
