import { type Connection, canvasPath } from "./connection.js";
import type { OptimisticCanvas } from "./document.js";
import type { DroppedEdit } from "./pending-edit.js";
import { EaselError } from "./problem.js";
import { readState } from "./read-state.js";
import type { ResetReason } from "./session-events.js";
import type { SseEvent } from "./sse.js";
import { followStream } from "./stream.js";
import type { CommandAnswer } from "./wire/commands.js";
import type { CommitLine, StreamNotice, StreamReset } from "./wire/stream.js";

/** What a follower needs of its session. */
export interface FollowerHost {
  readonly canvasId: string;
  readonly connection: Connection;
  readonly document: OptimisticCanvas;
  /** The stream is open, or broken and tried again. */
  stands(status: "live" | "offline"): void;
  /** A commit was taken in. */
  committed(line: CommitLine, isMine: boolean, dropped: readonly DroppedEdit[]): void;
  /** The state of the server took the place of what was known, up to a revision. */
  replaced(from: number, reason: ResetReason, dropped: readonly DroppedEdit[]): void;
  notice(notice: StreamNotice): void;
  /** Something went wrong that it goes on after. */
  failed(error: EaselError): void;
  /** There is no point in going on before somebody has changed something. */
  ended(error: EaselError): void;
}

/** Keeps a document at the head: by the commits that the stream brings, and by the whole state where they do not reach. */
export class Follower {
  #stream: Promise<void> | undefined;
  #replacing: Promise<void> | undefined;

  constructor(
    private readonly host: FollowerHost,
    private readonly signal: AbortSignal,
  ) {}

  /** Settled when the stream is over. */
  get over(): Promise<void> | undefined {
    return this.#stream;
  }

  /** Follows, unless it does. */
  follow(): void {
    if (this.#stream || this.signal.aborted) return;
    const { host } = this;
    const follower = {
      cursor: () => {
        const { epoch, rev } = host.document;
        return epoch === null ? `${rev}` : `${epoch}:${rev}`;
      },
      opened: () => host.stands("live"),
      take: ({ data }: SseEvent) => this.#hear(JSON.parse(data)),
      interrupted: () => host.stands("offline"),
    };
    this.#stream = followStream(host.connection, `/sse${this.#path()}`, follower, this.signal)
      .catch((failure: unknown) => host.ended(EaselError.from(failure)))
      .finally(() => {
        this.#stream = undefined;
      });
  }

  /** Takes the state of the server in place of what is known. Fails as a request does. */
  replace(reason: ResetReason, epoch?: string): Promise<void> {
    // The stream and the sender may come to it at once.
    this.#replacing ??= this.#replaceOnce(reason, epoch).finally(() => {
      this.#replacing = undefined;
    });
    return this.#replacing;
  }

  #hear(said: CommitLine | StreamReset | StreamNotice): void | Promise<void> {
    if (said.type === "op_committed") return this.#take(said as CommitLine);
    if (said.type === "reset") return this.replace((said as StreamReset).code, (said as StreamReset).epoch);
    this.host.notice(said as StreamNotice);
  }

  async #take(line: CommitLine): Promise<void> {
    const { document } = this.host;
    const result = document.commit(line);
    if (result.kind === "known") return;
    if (result.kind === "lost") {
      this.host.failed(new EaselError("LOST", result.reason));
      return this.replace("LOST");
    }
    this.host.committed(line, result.isMine, result.dropped);
    if (document.epoch === null) await this.#learnEpoch();
  }

  /** A canvas that was empty has a name for its history now. */
  async #learnEpoch(): Promise<void> {
    const record = this.host.connection.get<{ epoch: string }>(this.#path(), this.signal);
    await record.then(({ epoch }) => this.host.document.learnEpoch(epoch)).catch(() => {}); // The next commit asks again.
  }

  async #replaceOnce(reason: ResetReason, epoch: string | undefined): Promise<void> {
    const { connection, canvasId, document } = this.host;
    const base = await readState(connection, canvasId, {}, this.signal);
    // Whether the new state holds what was sent without an answer: asked after it was read, or it would prove nothing.
    const key = document.pending[0]?.sent?.correlation_id;
    const earlier = key === undefined ? undefined : await this.#answerTo(key);
    const settled = earlier && earlier.rev <= base.rev ? key : undefined;
    const from = document.rev;
    this.host.replaced(from, reason, document.reset(base.state, base.rev, base.epoch ?? epoch ?? null, settled));
  }

  async #answerTo(key: string): Promise<CommandAnswer | undefined> {
    const path = this.#path(`/commands/${key}`);
    const { status, body } = await this.host.connection.request("GET", path, undefined, this.signal);
    if (status === 200) return body as CommandAnswer;
    if (status === 404) return undefined;
    throw EaselError.of(status, body);
  }

  #path(what = ""): string {
    return canvasPath(this.host.canvasId, what);
  }
}
