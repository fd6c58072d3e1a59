import type { Reply } from "../src/connection.js";
import { type DummyServer, problem } from "./dummy-server.js";

/** A {@link DummyServer} behind HTTP and its stream, as `fetch` sees them; with a network that fails on demand. */
export class DummyHttp {
  /** Requests fail, and streams break. */
  isOffline = false;
  /** So many answers to commands get lost on the way back. */
  losesAnswers = 0;
  /** Streams stay open and say nothing. */
  isMuted = false;
  /** No cursor can be followed any more. */
  isPruned = false;
  /** The next answers to commands are these. */
  answers: Reply[] = [];
  /** Cursors with which streams were opened. */
  readonly cursors: string[] = [];
  /** Requests, without their bodies. */
  readonly requests: string[] = [];
  readonly #open = new Set<ReadableStreamDefaultController<Uint8Array>>();
  #pauses = 0;

  constructor(readonly server: DummyServer) {}

  readonly fetch: typeof fetch = async (input, init = {}) => {
    const url = new URL(String(input));
    const method = init.method ?? "GET";
    this.requests.push(`${method} ${url.pathname}`);
    await new Promise((resolve) => setTimeout(resolve, this.#pauses++ % 3));
    if (this.isOffline || init.signal?.aborted) throw new TypeError("fetch failed");
    if (url.pathname.startsWith("/sse/")) return this.#stream(init);
    const { status, body } = this.#answer(method, url, init.body ? JSON.parse(String(init.body)) : undefined);
    if (method === "POST" && this.losesAnswers > 0) {
      this.losesAnswers--;
      throw new TypeError("fetch failed");
    }
    return new Response(JSON.stringify(body), { status });
  };

  /** Says something on all streams. */
  say(text: string): void {
    for (const stream of this.#open) stream.enqueue(new TextEncoder().encode(text));
  }

  /** Breaks all streams. */
  cut(): void {
    for (const stream of this.#open) stream.error(new TypeError("terminated"));
    this.#open.clear();
  }

  /** The network is gone. */
  unplug(): void {
    this.isOffline = true;
    this.cut();
  }

  #answer(method: string, url: URL, body: unknown): Reply {
    const what = url.pathname.replace("/canvas/c", "");
    if (method === "POST" && this.answers.length > 0) return this.answers.shift()!;
    if (what === "/commands") return this.server.command(body as never);
    if (what === "/undo") return this.server.undo(body as never);
    if (what.startsWith("/commands/")) return this.server.answerTo(decodeURIComponent(what.slice(10)));
    const rev = url.searchParams.get("rev");
    if (what === "/snapshot") return this.server.snapshot(rev === null ? undefined : Number(rev));
    if (what === "")
      return { status: 200, body: { canvas_id: "c", epoch: this.server.epoch, head_rev: this.server.head } };
    return problem(404, "NOT_FOUND");
  }

  #stream(init: RequestInit): Response {
    const cursor = String((init.headers as Record<string, string>)["Last-Event-ID"]);
    this.cursors.push(cursor);
    const [epoch, rev] = cursor.includes(":") ? [cursor.split(":")[0], cursor.split(":")[1]] : [undefined, cursor];
    const isHere =
      (epoch === undefined || epoch === this.server.epoch) && Number(rev) <= this.server.head && !this.isPruned;
    let next = isHere ? Number(rev) : this.server.head;
    const code = epoch === this.server.epoch ? "REPLAY_MISS" : "EPOCH_CHANGED";
    const reset = { type: "reset", code, head_rev: this.server.head, epoch: this.server.epoch, snapshot_ref: "" };
    const body = new ReadableStream<Uint8Array>({
      start: (stream) => {
        this.#open.add(stream);
        const say = (text: string) => stream.enqueue(new TextEncoder().encode(text));
        say("retry: 1\n\n");
        if (!isHere) say(`event: reset\ndata: ${JSON.stringify(reset)}\n\n`);
        const send = () => {
          if (this.isMuted) return;
          for (const line of this.server.lines.slice(next)) {
            say(`id: ${line.rev}\nevent: op_committed\ndata: ${JSON.stringify(line)}\n\n`);
          }
          next = this.server.head;
        };
        const unwatch = this.server.watch(() => (this.#open.has(stream) ? send() : unwatch()));
        init.signal?.addEventListener("abort", () => {
          if (this.#open.delete(stream)) stream.error(init.signal?.reason);
        });
        send();
      },
    });
    return new Response(body, { status: 200 });
  }
}
