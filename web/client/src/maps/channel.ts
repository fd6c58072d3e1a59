import type { Connection } from "../connection.js";
import { EaselError } from "../problem.js";
import type { MapRefusal, MapResult } from "./answers.js";

/** @internal Sends a request of a channel. @throws EaselError when no answer of a channel came. */
export async function ask<T>(
  connection: Connection,
  channel: string,
  request: object,
  signal?: AbortSignal,
): Promise<MapResult<T>> {
  const { status, body } = await connection.request("POST", `/ipc/${channel}`, request, signal);
  const result = body as MapResult<T> | undefined;
  if (typeof result?.ok !== "boolean") throw EaselError.of(status, body); // Something between here and the server.
  return result.ok ? result : { ...result, status };
}

/** @internal The same refusal, to throw. */
export function failureOf({ error, status }: MapRefusal): EaselError {
  return EaselError.of(status, error);
}
