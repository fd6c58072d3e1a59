import type { Canvas } from "./canvas.js";
import { sha256 } from "./sha256.js";

/** The canonical form of JSON (RFC 8785): the same value gives the same text everywhere. */
export function canonical(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  // Sorting by UTF-16 units, which RFC 8785 asks for, is what sort() does.
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(",")}}`;
}

/** Lower-case hexadecimal SHA-256 of the canonical form of a canvas (SPEC OP3). Equal canvases have equal hashes. */
export function stateHash(canvas: Canvas): string {
  return sha256(new TextEncoder().encode(canonical(canvas.toJSON())));
}
