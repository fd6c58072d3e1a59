import { hex } from "./hex.js";

/** A name that nothing else has: 128 random bits. Pages from insecure origins have no `crypto.randomUUID`. */
export function newKey(): string {
  return hex(crypto.getRandomValues(new Uint8Array(16)), 2);
}
