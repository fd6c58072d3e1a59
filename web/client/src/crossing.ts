import type { Canvas } from "./canvas.js";
import { type Crossed, crossed } from "./crossed.js";
import { type Add, isTyping, makeUpdate, type Op, type Reset, touches, type Update, valueIn } from "./op.js";
import { apply, Misfit } from "./reducer.js";
import { crossText } from "./text-crossing.js";
import { crossPlacements, overRemove, removeOver } from "./tree-crossing.js";
import type { DropReason } from "./wire/commands.js";

/** Whether neither op can touch the other whatever the state is. Most pairs; the answer costs next to nothing. */
export function commute(pending: Op, committed: Op): boolean {
  const kinds = [pending.kind, committed.kind];
  if (kinds.includes("reset")) return false;
  if (pending.kind === "set_meta" || committed.kind === "set_meta") {
    return !(pending.kind === "set_meta" && committed.kind === "set_meta" && pending.key === committed.key);
  }
  if (kinds.includes("remove")) return false;
  const [p, c] = [contentOf(pending), contentOf(committed)];
  if (p === undefined && c === undefined) return false;
  if (kinds.includes("move")) return true;
  if (isTyping(pending) && isTyping(committed) && pending.property !== committed.property) return true;
  return (p ?? addedBy(pending)) !== (c ?? addedBy(committed));
}

/**
 * What a pending and a committed op, both built on one state, do to each other (SPEC RB1 to RB6). The state, the
 * committed op and the pending result make the same canvas as the state, the pending op and the committed result.
 */
export function cross(p: Op, c: Op, state: Canvas): Crossed {
  if (p.kind === "reset") return crossed([p], []);
  if (c.kind === "reset") return overReset(p, c, state);
  if (c.kind === "remove") return overRemove(p, c, state);
  if (p.kind === "remove") return removeOver(p, c, state);
  if (p.kind === "add" && c.kind === "add" && p.atom.id === c.atom.id) return addedTwice(p, c, state);
  if ((p.kind === "add" || p.kind === "move") && (c.kind === "add" || c.kind === "move")) {
    return crossPlacements(p, c, state);
  }
  if (p.kind === "set_meta" && c.kind === "set_meta" && p.key === c.key) return crossed([p], []);
  return crossContent(p, c);
}

/** RB3 and RB4: updates and typing. */
function crossContent(p: Op, c: Op): Crossed {
  if (contentOf(p) === contentOf(c)) {
    if (p.kind === "update" && c.kind === "update") return crossed([p], uncovered(c, p));
    if (isTyping(p) && c.kind === "update" && touches(c, p.property)) {
      return crossed([], [c], "TEXT_REPLACED");
    }
    if (p.kind === "update" && isTyping(c) && touches(p, c.property)) return crossed([p], []);
    if (isTyping(p) && isTyping(c) && p.property === c.property) return crossText(p, c);
  }
  return crossed([p], [c]);
}

/** The atom whose properties an op changes. */
function contentOf(op: Op): string | undefined {
  return op.kind === "update" || isTyping(op) ? op.atom_id : undefined;
}

function addedBy(op: Op): string | undefined {
  return op.kind === "add" ? op.atom.id : undefined;
}

/** What is left of a committed update where a pending one overrides it. */
function uncovered(committed: Update, pending: Update): Update[] {
  const set = Object.entries(committed.properties ?? {}).filter(([name]) => !touches(pending, name));
  const unset = (committed.unset ?? []).filter((name) => !touches(pending, name));
  return set.length + unset.length === 0 ? [] : [makeUpdate(committed.atom_id, Object.fromEntries(set), unset)];
}

/** RB2: the committed atom stands; on a canvas that has the pending one, it must come to look the same. */
function addedTwice(pending: Add, committed: Add, state: Canvas): Crossed {
  const parent = committed.parent_id ?? null;
  const { id, properties } = committed.atom;
  const index = committed.index ?? state.siblings(parent).length;
  const gone = Object.keys(pending.atom.properties).filter((name) => !Object.hasOwn(properties, name));
  const alike: Op[] = [
    { kind: "move", atom_id: id, new_parent_id: parent, new_index: index },
    makeUpdate(id, properties, gone),
  ];
  return crossed([], alike, "ATOM_EXISTS");
}

/** RB6: what still makes sense on the new state goes on; in return the reset then includes it. */
function overReset(pending: Op, reset: Reset, state: Canvas): Crossed {
  const lost = lossIn(reset.state, pending, state);
  if (lost === "SATISFIED") return crossed([], [reset]);
  if (lost !== undefined) return crossed([], [reset], lost);
  const after = apply(reset.state, pending);
  return crossed([pending], [after instanceof Misfit ? reset : { kind: "reset", state: after }]);
}

function lossIn(next: Canvas, pending: Op, state: Canvas): DropReason | "SATISFIED" | undefined {
  switch (pending.kind) {
    case "add":
      if (next.find(pending.atom.id)) return "ATOM_EXISTS";
      return pending.parent_id !== undefined && !next.find(pending.parent_id) ? "ATOM_REMOVED" : undefined;
    case "set_meta":
    case "reset":
      return undefined;
    case "move":
      if (!next.find(pending.atom_id)) return "ATOM_REMOVED";
      if (pending.new_parent_id !== null && !next.find(pending.new_parent_id)) return "ATOM_REMOVED";
      return next.isWithin(pending.new_parent_id, pending.atom_id) ? "CYCLE" : undefined;
  }
  if (!next.find(pending.atom_id)) return pending.kind === "remove" ? "SATISFIED" : "ATOM_REMOVED";
  if (!isTyping(pending)) return undefined;
  const [now, then] = [next, state].map((canvas) => textIn(canvas, pending.atom_id, pending.property));
  return now === then ? undefined : "TEXT_REPLACED";
}

function textIn(canvas: Canvas, atomId: string, property: string): string | undefined {
  const atom = canvas.find(atomId);
  const value = atom && valueIn(atom.properties, property);
  return typeof value === "string" ? value : undefined;
}
