import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ANSWER_MAX_MS, Connection, type ConnectionOptions } from "../src/connection.js";
import { followStream, SILENCE_MAX_MS, type StreamFollower } from "../src/stream.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Send = (headers: Record<string, string>, init: RequestInit) => Response | Promise<Response>;

function connect(send: Send, more: Partial<ConnectionOptions> = {}): Connection {
  const fake: typeof fetch = async (_, init = {}) => send(init.headers as Record<string, string>, init);
  return new Connection({ baseUrl: "http://easel.test/api/", token: "t", fetch: fake, ...more });
}

/** A request that is never answered, and ends with its signal. */
function never(init: RequestInit): Promise<Response> {
  return new Promise((_, reject) => init.signal?.addEventListener("abort", () => reject(init.signal?.reason)));
}

function follower(more: Partial<StreamFollower> = {}) {
  return { cursor: () => "0", opened: vi.fn(), take: vi.fn(), interrupted: vi.fn(), ...more };
}

describe("a connection", () => {
  test("TE4 TE1 says who asks, and in which tenant", async () => {
    const seen: Record<string, string>[] = [];
    const answer: Send = (headers) => {
      seen.push(headers);
      return Response.json({});
    };
    const connection = connect(answer, { tenant: "t_one", env: "prod" });
    await connection.request("POST", "/canvas", { a: 1 });
    expect(seen).toMatchObject([{ Authorization: "Bearer t", "X-Tenant-Id": "t_one", "X-Env": "prod" }]);
    expect(connection.url("/canvas")).toBe("http://easel.test/api/canvas");
  });

  test("asks for another token once when the server did not take the last one", async () => {
    const token = vi.fn((refused: boolean) => (refused ? "new" : "old"));
    const take: Send = (headers) => new Response("{}", { status: headers.Authorization === "Bearer new" ? 200 : 401 });
    expect(await connect(take, { token }).request("GET", "/")).toMatchObject({ status: 200 });
    expect(token.mock.calls).toEqual([[false], [true]]);
    const refuse: Send = () => new Response("{}", { status: 401 });
    expect(await connect(refuse, { token }).request("GET", "/")).toMatchObject({ status: 401 });
    expect(token).toHaveBeenCalledTimes(4);
  });

  test("GE2 problems become errors with their code", async () => {
    const answer: Send = () => Response.json({ code: "NOT_FOUND", message: "No." }, { status: 404 });
    await expect(connect(answer).get("/")).rejects.toMatchObject({ code: "NOT_FOUND", message: "No.", status: 404 });
    const proxy: Send = () => new Response("<html>", { status: 502 });
    await expect(connect(proxy).get("/")).rejects.toMatchObject({ code: "HTTP_502", status: 502 });
    const broken: Send = () => Promise.reject(new TypeError("fetch failed"));
    await expect(connect(broken).get("/")).rejects.toMatchObject({ code: "NETWORK", status: 0 });
  });

  test("does not wait for ever", async () => {
    const answer = connect((_, init) => never(init)).request("GET", "/");
    const failed = expect(answer).rejects.toMatchObject({ code: "TIMEOUT" });
    await vi.advanceTimersByTimeAsync(ANSWER_MAX_MS);
    await failed;
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("a stream", () => {
  test("ST4 that falls silent is opened again; a heartbeat is enough", async () => {
    const stop = new AbortController();
    let say: ReadableStreamDefaultController<Uint8Array> | undefined;
    const opened = vi.fn();
    const open: Send = (_, init) => {
      const start = (stream: ReadableStreamDefaultController<Uint8Array>) => {
        say = stream;
        init.signal?.addEventListener("abort", () => stream.error(init.signal?.reason));
      };
      return new Response(new ReadableStream({ start }));
    };
    const following = followStream(connect(open), "/sse/canvas/c", follower({ opened }), stop.signal);
    await vi.advanceTimersByTimeAsync(SILENCE_MAX_MS - 1);
    say!.enqueue(new TextEncoder().encode(": hb\n\n"));
    await vi.advanceTimersByTimeAsync(SILENCE_MAX_MS - 1);
    expect(opened).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1 + 500);
    expect(opened).toHaveBeenCalledTimes(2);
    stop.abort();
    await following;
    expect(vi.getTimerCount()).toBe(0);
  });

  test("that is refused is not tried again; one that the server cannot serve now is", async () => {
    const stop = new AbortController();
    const statuses = [503, 429, 500, 403];
    const open: Send = () => Response.json({ code: "X" }, { status: statuses.shift()! });
    const interrupted = vi.fn();
    const following = followStream(connect(open), "/sse/canvas/c", follower({ interrupted }), stop.signal);
    const refused = expect(following).rejects.toMatchObject({ status: 403 });
    await vi.advanceTimersByTimeAsync(10_000);
    await refused;
    expect(interrupted).toHaveBeenCalledTimes(3);
  });
});
