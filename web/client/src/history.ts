import type { SessionCore } from "./core.js";
import type { Sender } from "./sender.js";
import type { HistoryResult } from "./session-events.js";
import { newKey } from "./unique.js";
import type { CommandAnswer } from "./wire/commands.js";

/** Undo, redo and restore: each is made between the edits before it and those after it. */
export class History {
  constructor(
    private readonly core: SessionCore,
    private readonly sender: Sender,
  ) {}

  /** Asks for one, when its turn comes. */
  ask(route: string, wanted: object): Promise<HistoryResult> {
    if (this.core.signal.aborted) return Promise.resolve({ outcome: "closed" });
    const key = newKey();
    const body = { ...this.core.actor, ...wanted, correlation_id: key, on_mismatch: "rebase" };
    return new Promise((resolve) => {
      this.sender.enqueue({
        run: async () => {
          this.core.historyKey = key;
          resolve(await this.#once(route, body));
        },
        cancel: () => resolve({ outcome: "closed" }),
      });
    });
  }

  async #once(route: string, body: object): Promise<HistoryResult> {
    const { core } = this;
    const verdict = await this.sender.settle(() => core.post(route, { base_rev: core.document.rev, ...body }));
    switch (verdict?.kind) {
      case "committed":
        await this.#until(verdict.rev);
        return { outcome: "committed", rev: verdict.rev, of: takenBack(verdict.answer) };
      case "nothing":
        return { outcome: "nothing" };
      case "stale":
        // Too much was missed for a rebase there: the stream brings it, then the same is asked again.
        await this.#until(verdict.mismatch.head_rev);
        return this.#once(route, body);
      case "refused":
      case "blocked":
        return { outcome: "refused", error: verdict.error };
      default:
        return { outcome: "closed" };
    }
  }

  /** Until the stream has brought a revision. */
  async #until(rev: number): Promise<void> {
    const { document, signal, bell } = this.core;
    while (document.rev < rev && !signal.aborted) await bell.next(signal);
  }
}

function takenBack(answer: CommandAnswer | undefined): number | undefined {
  return answer?.undo_of ?? answer?.redo_of ?? answer?.restore_of;
}
