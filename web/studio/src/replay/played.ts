import type { Canvas, GestureMessage } from "@easel/client";
import type { ReplayAuthor, ReplayPlayer } from "@easel/client/player";
import type { Shown } from "../editor/sight.js";
import { Store } from "../editor/store.js";
import { opInWords } from "../history/commit-words.js";
import { Others } from "../others/others.js";

/** What was done last, and by whom. */
export interface LastStep {
  readonly by: readonly ReplayAuthor[];
  readonly words: string;
  readonly own: boolean;
}

/** How it ended: what the canvas is, and whether that is what the replay promises. */
export interface Ending {
  readonly stateHash: string;
  readonly exact: boolean;
}

/** A replay that is shown: the player, as stores that components follow. */
export class Played implements Shown {
  readonly time = new Store(0);
  readonly rev = new Store(0);
  readonly isPlaying = new Store(false);
  readonly last = new Store<LastStep | undefined>(undefined);
  readonly ending = new Store<Ending | undefined>(undefined);
  readonly failure = new Store<unknown>(undefined);
  /** Whose gestures are seen. */
  readonly others = new Others();
  readonly #canvas: Store<Canvas>;

  constructor(readonly player: ReplayPlayer) {
    this.#canvas = new Store(player.state);
    this.rev.set(player.rev);
  }

  get view(): Canvas {
    return this.#canvas.get();
  }

  on(_type: "change", listener: () => void): () => void {
    return this.#canvas.subscribe(listener);
  }

  /** Listens to the player. Returns what ends that, and playing with it. */
  follow(): () => void {
    const { player } = this;
    const ends = [
      player.on("state", ({ state, rev, steps }) => {
        const step = steps.findLast((one) => one.by !== undefined);
        if (steps.length === 0) this.others.clear(); // Somewhere else: nobody's pointer is known there.
        if (step) this.last.set({ by: step.by!, words: inWords(step.ops), own: step.own === true });
        else if (steps.length === 0) this.last.set(undefined);
        this.ending.set(undefined);
        this.#canvas.set(state);
        this.rev.set(rev);
      }),
      player.on("gesture", ({ frame }) => isGesture(frame) && this.others.gesture(frame)),
      player.on("time", (t) => this.time.set(t)),
      player.on("playing", (is) => this.isPlaying.set(is)),
      player.on("ended", ({ state_hash, exact }) => this.ending.set({ stateHash: state_hash, exact })),
      player.on("failed", (failure) => this.failure.set(failure)),
    ];
    return () => {
      player.pause();
      for (const end of ends) end();
    };
  }
}

function inWords(ops: readonly Parameters<typeof opInWords>[0][]): string {
  const [first, ...rest] = ops;
  if (!first) return "changed nothing";
  return rest.length > 0 ? `${opInWords(first)} and ${rest.length} more` : opInWords(first);
}

/** What is recorded comes from others, and may be anything. */
function isGesture(frame: unknown): frame is GestureMessage {
  const { type, data, from } = (frame ?? {}) as Partial<GestureMessage>;
  return type === "gesture" && typeof data?.kind === "string" && typeof from?.subject === "string";
}
