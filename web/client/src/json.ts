// Of the 32 levels that the server reads, a frame of the socket, the command and the op array take three.
const DEPTH_MAX = 29;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Whether the server accepts a value as JSON inside an op (SPEC GE1). Members that are undefined count as absent. */
export function isJson(value: unknown, depth = 1): boolean {
  switch (typeof value) {
    case "string":
      return !LONE_SURROGATE.test(value);
    case "number":
      return Number.isFinite(value) && (!Number.isInteger(value) || isPlainInteger(value));
    case "boolean":
      return true;
    case "object":
      return value === null || (depth <= DEPTH_MAX && areJson(value, depth + 1));
    default:
      return false;
  }
}

/** Whether a value is an object as JSON has them, neither null nor an array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function areJson(container: object, depth: number): boolean {
  if (Array.isArray(container)) return container.every((item) => isJson(item, depth));
  const prototype: unknown = Object.getPrototypeOf(container);
  return (
    (prototype === Object.prototype || prototype === null) &&
    Object.entries(container).every(([name, item]) => isJson(name) && (item === undefined || isJson(item, depth)))
  );
}

/** Integers beyond 2^53 are refused where JavaScript prints them without an exponent. */
function isPlainInteger(value: number): boolean {
  return Math.abs(value) <= 2 ** 53 || Math.abs(value) >= 1e21;
}

/** What a text says as JSON; undefined if it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
