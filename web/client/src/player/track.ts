import { Canvas } from "../canvas.js";
import { readCommitted } from "../op-shape.js";
import { fold, Misfit } from "../reducer.js";
import { notUnderstood, type ReplayEntry, type StepEntry } from "./replay-file.js";
import type { ReplaySource } from "./source.js";

/** Segments that are kept as they were read: the one that is played, and its neighbours. */
const KEPT_MAX = 3;

/** A segment that was read. Its first entry is a state, all others are steps. */
export interface Segment {
  readonly begin: Canvas;
  readonly steps: readonly StepEntry[];
}

/** The segments of a replay, read when they are needed. */
export class Track {
  readonly #kept = new Map<number, Promise<Segment>>();

  constructor(private readonly source: ReplaySource) {}

  get length(): number {
    return this.source.tail.index.length;
  }

  /** Reads a segment, or takes the one that was read. One that could not be read is asked for again. */
  segment(at: number): Promise<Segment> {
    const known = this.#kept.get(at);
    const segment = known ?? this.source.read(at).then(opened);
    this.#kept.delete(at);
    this.#kept.set(at, segment);
    if (!known) segment.catch(() => this.#kept.delete(at));
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT_MAX) break;
      this.#kept.delete(oldest);
    }
    return segment;
  }

  /** The last segment that begins at or before a time or a revision. */
  find(by: "t" | "rev", value: number): number {
    const { index } = this.source.tail;
    let [low, high] = [0, index.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (index[middle]![by] <= value) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** Folds a step. */
export function after(canvas: Canvas, step: StepEntry): Canvas {
  const ops = readCommitted(step.ops);
  if (ops instanceof Misfit) throw notUnderstood(ops.reason);
  const next = fold(canvas, ops);
  if (next instanceof Misfit) throw notUnderstood(`Revision ${step.rev} does not fit: ${next.reason}.`);
  return next;
}

async function opened([first, ...rest]: readonly ReplayEntry[]): Promise<Segment> {
  if (first === undefined || "ops" in first) throw notUnderstood("A part does not begin with a state.");
  const begin = "packed" in first ? await unpacked(first.packed) : Canvas.of(first.state);
  return { begin, steps: rest.filter((entry): entry is StepEntry => "ops" in entry) };
}

async function unpacked(base64: string): Promise<Canvas> {
  try {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const json = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return Canvas.of(await new Response(json).json());
  } catch {
    throw notUnderstood("A state of it cannot be unpacked.");
  }
}
