import { chunksOf } from "../chunks.js";
import { Deadline } from "../deadline.js";
import { EaselError } from "../problem.js";
import { notUnderstood, type ReplayEntry, type ReplayHead, type ReplayTail } from "./replay-file.js";
import type { ReplaySource } from "./source.js";

/** What is asked for first: for most replays this is the whole tail. */
const TAIL_GUESS = 64 * 1_024;
/** After this long without a byte a request has failed. */
export const READ_SILENCE_MAX_MS = 30_000;
/** Bytes that are taken of one answer: what the server keeps is not longer (SPEC AR1). */
export const READ_BYTES_MAX = 50 * 1_024 * 1_024;

/** How a file is fetched. */
export interface FetchOptions {
  /** For credentials, tests and special networks; `globalThis.fetch` if absent. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Ends what is being read, and all reading from then on: for as long as the replay is shown. */
  readonly signal?: AbortSignal;
  /** Milliseconds without a byte after which a request has failed; 30 seconds if absent. */
  readonly silenceMs?: number;
}

/**
 * A replay behind a URL, of which only what is needed is fetched. A server that knows no ranges sends all of it at
 * once, and that is right too, up to 50 MiB.
 */
export class RangedReplay implements ReplaySource {
  #whole: Uint8Array | undefined;

  private constructor(
    private readonly url: string,
    private readonly options: FetchOptions,
  ) {}

  head!: ReplayHead;
  tail!: ReplayTail;

  /**
   * Reads the end and the beginning.
   * @throws EaselError with the server's code; NOT_UNDERSTOOD if the file is no replay; TIMEOUT; CLOSED if aborted.
   */
  static async open(url: string, options: FetchOptions = {}): Promise<RangedReplay> {
    const replay = new RangedReplay(url, options);
    const end = await replay.#fetch(`bytes=-${TAIL_GUESS}`);
    const at = Number(/"tail_at":(\d{1,15})\}$/.exec(text(end.bytes.slice(-64)))?.[1] ?? Number.NaN);
    if (!(at >= 0 && at < end.total)) throw notUnderstood("It does not say where its tail is.");
    const begun = end.total - end.bytes.length;
    const tail = begun <= at ? end.bytes.subarray(at - begun) : await replay.#bytes(at, end.total - at);
    replay.tail = parsed<ReplayTail>(`{${text(tail)}`);
    const first = replay.tail.index?.[0]?.at ?? 0;
    replay.head = parsed<ReplayHead>(`${text(await replay.#bytes(0, first))}]}`);
    return replay;
  }

  async read(segment: number): Promise<readonly ReplayEntry[]> {
    const { at, length } = this.tail.index[segment]!;
    return parsed(`[${text(await this.#bytes(at, length))}]`);
  }

  async #bytes(at: number, length: number): Promise<Uint8Array> {
    if (length === 0) return new Uint8Array();
    const part = this.#whole ?? (await this.#fetch(`bytes=${at}-${at + length - 1}`)).bytes;
    return this.#whole ? this.#whole.subarray(at, at + length) : part;
  }

  async #fetch(range: string): Promise<{ bytes: Uint8Array; total: number }> {
    const { fetch: get = (url, init) => fetch(url, init), signal, silenceMs = READ_SILENCE_MAX_MS } = this.options;
    const silence = new Deadline(silenceMs, signal);
    try {
      const response = await get(this.url, { headers: { Range: range }, signal: silence.signal });
      if (!response.ok) throw EaselError.of(response.status, await response.json().catch(() => undefined));
      const bytes = await bytesOf(response, () => silence.restart());
      if (response.status !== 206) this.#whole = bytes;
      const total = Number(/\/(\d+)$/.exec(response.headers.get("Content-Range") ?? "")?.[1] ?? bytes.length);
      return { bytes, total };
    } catch (failure) {
      throw EaselError.from(failure);
    } finally {
      silence.end();
    }
  }
}

/** Reads a body piece by piece, and no further than it may be long. */
async function bytesOf({ body }: Response, heard: () => void): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of chunksOf(body ?? new Blob().stream())) {
    heard();
    length += piece.length;
    if (length > READ_BYTES_MAX) throw notUnderstood("It is too long.");
    pieces.push(piece);
  }
  const bytes = new Uint8Array(length);
  for (let at = 0; pieces.length > 0; at += pieces.shift()!.length) bytes.set(pieces[0]!, at);
  return bytes;
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function parsed<T>(json: string): T {
  try {
    return JSON.parse(json) as T;
  } catch {
    throw notUnderstood("A part of it is no JSON.");
  }
}
