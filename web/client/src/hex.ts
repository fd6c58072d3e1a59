/** Numbers in hex, one after the other, with so many digits each. */
export function hex(numbers: ArrayLike<number>, digits: number): string {
  return Array.from(numbers, (one) => one.toString(16).padStart(digits, "0")).join("");
}
