import { Deadline } from "./deadline.js";
import { given } from "./given.js";
import { parsed } from "./json.js";
import { EaselError } from "./problem.js";

/** An answer is waited for this long; then its outcome is unknown. */
export const ANSWER_MAX_MS = 30_000;

/** A bearer token, or where to get one. Asked again, with `refused` set, when the server did not take the last one. */
export type TokenSource = string | ((refused: boolean) => string | Promise<string>);

/** Where and as whom. */
export interface ConnectionOptions {
  /** Of the server, for example `https://easel.example` or `https://example.org/api`. */
  readonly baseUrl: string;
  readonly token: TokenSource;
  /** Taken from the token if absent. */
  readonly tenant?: string;
  /** Taken from the server's configuration if absent. */
  readonly env?: "dev" | "staging" | "prod";
  /** For tests and special networks; `globalThis.fetch` if absent. */
  readonly fetch?: typeof fetch;
}

/** An answer, whatever its status. */
export interface Reply {
  readonly status: number;
  /** The JSON; undefined where it was none. */
  readonly body: unknown;
  /** What `Retry-After` asks for. */
  readonly retryAfterMs?: number | undefined;
}

/** Requests to one server, as one user. */
export class Connection {
  readonly #fetch: typeof fetch;

  constructor(readonly options: ConnectionOptions) {
    // A browser's fetch must be called on the window.
    this.#fetch = options.fetch ?? ((input, init) => fetch(input, init));
  }

  /** The URL of a route. */
  url(path: string): string {
    return this.options.baseUrl.replace(/\/+$/, "") + path;
  }

  /** The token to send. */
  token(refused = false): string | Promise<string> {
    return typeof this.options.token === "string" ? this.options.token : this.options.token(refused);
  }

  /**
   * Sends a request and reads the JSON of its answer.
   * @throws EaselError NETWORK or TIMEOUT: whether the server got the request is then not known.
   */
  request(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Reply> {
    const isEmpty = body === undefined;
    const init = isEmpty ? { method } : { method, body: JSON.stringify(body) };
    return this.#ask(path, init, isEmpty ? {} : { "Content-Type": "application/json" }, signal, async (response) => {
      const body = parsed(await response.text());
      // Absent, or a date: then the caller's own pauses count.
      const retryAfterMs = Number(response.headers.get("Retry-After")) * 1_000 || undefined;
      return { status: response.status, body, retryAfterMs };
    });
  }

  /**
   * Sends a request and reads the JSON of its success.
   * @throws EaselError for every other status too.
   */
  get<T>(path: string, signal?: AbortSignal): Promise<T> {
    return this.#expect("GET", path, 200, undefined, signal);
  }

  /** The same of what may be missing. */
  async find<T>(path: string, signal?: AbortSignal): Promise<T | undefined> {
    return this.get<T>(path, signal).catch((failure: EaselError) => {
      if (failure.status !== 404) throw failure;
      return undefined;
    });
  }

  /**
   * Sends a body and reads the JSON of the success that is expected.
   * @throws EaselError for every other status too.
   */
  post<T>(path: string, body: object, expected: number, signal?: AbortSignal): Promise<T> {
    return this.#expect("POST", path, expected, body, signal);
  }

  /**
   * Reads something that is not JSON.
   * @throws EaselError for every status but 200.
   */
  blob(path: string, signal?: AbortSignal): Promise<Blob> {
    return this.#ask(path, {}, {}, signal, async (response) => {
      if (response.status !== 200) throw EaselError.of(response.status, parsed(await response.text()));
      return response.blob();
    });
  }

  /** Sends a request with credentials; a token that was refused is asked for anew, once. */
  async open(path: string, init: RequestInit, headers: Record<string, string>): Promise<Response> {
    const response = await this.#send(path, init, headers, false);
    if (response.status !== 401 || typeof this.options.token === "string") return response;
    await response.body?.cancel();
    return this.#send(path, init, headers, true);
  }

  async #expect<T>(method: string, path: string, expected: number, sent?: object, signal?: AbortSignal): Promise<T> {
    const { status, body } = await this.request(method, path, sent, signal);
    if (status !== expected) throw EaselError.of(status, body);
    return body as T;
  }

  /** Sends a request and reads its answer, in a limited time. */
  async #ask<T>(
    path: string,
    init: RequestInit,
    headers: Record<string, string>,
    signal: AbortSignal | undefined,
    read: (response: Response) => Promise<T>,
  ): Promise<T> {
    const deadline = new Deadline(ANSWER_MAX_MS, signal);
    try {
      return await read(await this.open(path, { ...init, signal: deadline.signal }, headers));
    } catch (failure) {
      throw EaselError.from(failure);
    } finally {
      deadline.end();
    }
  }

  async #send(path: string, init: RequestInit, headers: Record<string, string>, refused: boolean): Promise<Response> {
    const { tenant, env } = this.options;
    return this.#fetch(this.url(path), {
      ...init,
      headers: {
        ...headers,
        Authorization: `Bearer ${await this.token(refused)}`,
        ...given({ "X-Tenant-Id": tenant, "X-Env": env }),
      },
    });
  }
}

/** The path of a canvas, or of something that belongs to it. */
export function canvasPath(canvasId: string, what = ""): string {
  return `/canvas/${encodeURIComponent(canvasId)}${what}`;
}
