import type { MapRef } from "./commands.js";
import type { MapShift, SelectionEffect } from "./document.js";

/** What is selected after an own edit, undo or redo. */
export function selectionAfter(selected: MapRef | null, effect: SelectionEffect | undefined): MapRef | null {
  switch (effect?.kind) {
    case "map-edit/selection/clear":
      return null;
    case "map-edit/selection/set":
      return effect.ref;
    case "map-edit/selection/remap":
      return selected !== null && isSame(selected, effect.from) ? effect.to : selected;
    default:
      return selected;
  }
}

/** What is selected after something that somebody else did: the same thing, wherever it is now, or nothing. */
export function selectionFollowing(selected: MapRef | null, shifts: readonly MapShift[] = []): MapRef | null {
  let followed = selected;
  for (const { kind, index, change, count = 1 } of shifts) {
    if (followed?.kind !== kind || followed.index < index) continue;
    if (change === "removed" && followed.index < index + count) return null;
    followed = { kind, index: followed.index + (change === "removed" ? -count : count) };
  }
  return followed;
}

function isSame(one: MapRef, other: MapRef): boolean {
  return one.kind === other.kind && nameOf(one) === nameOf(other);
}

function nameOf(ref: MapRef): number | string | undefined {
  return "index" in ref ? ref.index : "id" in ref ? ref.id : undefined;
}
