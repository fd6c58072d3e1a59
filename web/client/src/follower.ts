import type { SessionCore } from "./core.js";
import { EaselError } from "./problem.js";
import { readState } from "./read-state.js";
import type { Sender } from "./sender.js";
import type { ResetReason } from "./session-events.js";
import type { SseEvent } from "./sse.js";
import { followStream } from "./stream.js";
import type { CommandAnswer } from "./wire/commands.js";
import type { CommitLine, StreamNotice, StreamReset } from "./wire/stream.js";

/** Keeps a document at the head: by commits as the stream brings them, by the whole state where they do not reach. */
export class Follower {
  #stands: "connecting" | "live" | "offline" = "connecting";
  #stream: Promise<void> | undefined;
  #replacing: Promise<void> | undefined;

  constructor(
    private readonly core: SessionCore,
    private readonly sender: Sender,
  ) {}

  /** How the stream stands. */
  get stands(): "connecting" | "live" | "offline" {
    return this.#stands;
  }

  /** Settled when the stream is over. */
  get over(): Promise<void> | undefined {
    return this.#stream;
  }

  /** Follows, unless it does. */
  follow(): void {
    const { document, parts, signal } = this.core;
    if (this.#stream || signal.aborted) return;
    const follower = {
      cursor: () => (document.epoch === null ? `${document.rev}` : `${document.epoch}:${document.rev}`),
      opened: () => {
        this.#stand("live");
        this.sender.retry();
      },
      take: ({ data }: SseEvent) => this.#hear(JSON.parse(data)),
      interrupted: () => this.#stand("offline"),
    };
    this.#stream = followStream(parts.connection, `/sse${this.core.path()}`, follower, signal)
      .catch((failure: unknown) => {
        this.#stands = "connecting";
        this.sender.block(EaselError.from(failure));
      })
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

  #stand(stands: "live" | "offline"): void {
    this.#stands = stands;
    this.core.bell.ring();
  }

  #hear(said: CommitLine | StreamReset | StreamNotice): void | Promise<void> {
    if (said.type === "op_committed") return this.#take(said as CommitLine);
    if (said.type === "reset") return this.replace((said as StreamReset).code, (said as StreamReset).epoch);
    this.core.events.emit("notice", said as StreamNotice);
    if (said.type === "canvas_killed")
      this.sender.block(new EaselError("CANVAS_KILLED", "The canvas was killed.", 423));
  }

  async #take(line: CommitLine): Promise<void> {
    const { core } = this;
    const result = core.document.commit(line);
    if (result.kind === "known") return;
    if (result.kind === "lost") {
      core.events.emit("error", new EaselError("LOST", result.reason));
      return this.replace("LOST");
    }
    const isHistory = line.correlation_id !== undefined && line.correlation_id === core.historyKey;
    core.events.emit("commit", { line, isMine: result.isMine || isHistory });
    core.changed(result.dropped);
    if (result.isMine) void core.save();
    this.sender.wake();
    if (core.document.epoch === null) await this.#learnEpoch();
  }

  /** A canvas that was empty has a name for its history now. */
  async #learnEpoch(): Promise<void> {
    const { parts, document, signal } = this.core;
    const record = parts.connection.get<{ epoch: string }>(this.core.path(), signal);
    await record.then(({ epoch }) => document.learnEpoch(epoch)).catch(() => {}); // The next commit asks again.
  }

  async #replaceOnce(reason: ResetReason, epoch: string | undefined): Promise<void> {
    const { core } = this;
    const { document, parts, signal } = core;
    const base = await readState(parts.connection, parts.canvasId, {}, signal);
    // Whether the new state holds what was sent without an answer: asked after it was read, or it would prove nothing.
    const key = document.pending[0]?.sent?.correlation_id;
    const earlier = key && (await parts.connection.find<CommandAnswer>(core.path(`/commands/${key}`), signal));
    const settled = earlier && earlier.rev <= base.rev ? key : undefined;
    const from = document.rev;
    const dropped = document.reset(base.state, base.rev, base.epoch ?? epoch ?? null, settled);
    core.events.emit("reset", { reason, from, rev: base.rev });
    core.changed(dropped);
    void core.save();
    this.sender.wake();
  }
}
