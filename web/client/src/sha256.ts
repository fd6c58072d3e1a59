// WebCrypto has SHA-256 too, but answers it as a promise and only to pages from secure origins. A state and its hash
// belong to one moment, and a studio on http://192.168.0.7 has to work; so here it is, in forty lines.

import { hex } from "./hex.js";

const BLOCK = 64;
const PRIMES: number[] = [];
for (let n = 2; PRIMES.length < 64; n++) if (PRIMES.every((prime) => n % prime)) PRIMES.push(n);
const K = fractions(Math.cbrt);
const START = fractions(Math.sqrt).slice(0, 8);

/** SHA-256 in lower-case hex. */
export function sha256(bytes: Uint8Array): string {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / BLOCK) * BLOCK);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(bytes.length * 8));
  const state = START.slice();
  const w = new Uint32Array(64);
  for (let at = 0; at < padded.length; at += BLOCK) compress(state, w, (i) => view.getUint32(at + i * 4));
  return hex(state, 8);
}

function compress(state: Uint32Array, w: Uint32Array, word: (i: number) => number): void {
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < 64; i++) {
    w[i] = i < 16 ? word(i) : w[i - 16]! + small(w[i - 15]!, 7, 18, 3) + w[i - 7]! + small(w[i - 2]!, 17, 19, 10);
    const t1 = (h + large(e, 6, 11, 25) + ((e & f) ^ (~e & g)) + K[i]! + w[i]!) | 0;
    const t2 = large(a, 2, 13, 22) + ((a & b) ^ (a & c) ^ (b & c));
    // One after the other: swapping by arrays would make two of them every time.
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  for (const [i, sum] of [a, b, c, d, e, f, g, h].entries()) state[i] = state[i]! + sum;
}

function small(word: number, one: number, two: number, shift: number): number {
  return turn(word, one) ^ turn(word, two) ^ (word >>> shift);
}

function large(word: number, one: number, two: number, three: number): number {
  return turn(word, one) ^ turn(word, two) ^ turn(word, three);
}

function turn(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

/** The first bits of the roots of the primes, behind the point. */
function fractions(root: (n: number) => number): Uint32Array {
  return Uint32Array.from(PRIMES, (prime) => (root(prime) % 1) * 2 ** 32);
}
