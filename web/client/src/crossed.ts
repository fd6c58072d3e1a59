import type { Op } from "./op.js";
import type { DropReason } from "./wire/commands.js";

/** Two ops after they met: the pending one as it goes on after the committed one, and the other way round. */
export interface Crossed<O extends Op = Op> {
  /** Empty when nothing is left of it. */
  readonly pending: readonly O[];
  /** What the committed op still does once the pending one has happened. */
  readonly committed: readonly O[];
  /** Why the pending op lost its meaning; absent also when it simply came true. */
  readonly dropped?: DropReason | undefined;
}

/** What two ops came to. */
export function crossed<O extends Op>(
  pending: readonly O[],
  committed: readonly O[],
  dropped?: DropReason,
): Crossed<O> {
  return { pending, committed, dropped };
}
