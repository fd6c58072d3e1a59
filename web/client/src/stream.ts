import { pauseAfter, sleep } from "./backoff.js";
import { chunksOf } from "./chunks.js";
import type { Connection } from "./connection.js";
import { Deadline } from "./deadline.js";
import { EaselError } from "./problem.js";
import { type SseEvent, SseReader } from "./sse.js";

/** The server says something every 15 s (SPEC ST4); after this long without a byte the connection is dead. */
export const SILENCE_MAX_MS = 45_000;

/** Who follows a stream. */
export interface StreamFollower {
  /** After which event to go on: `{epoch}:{rev}`, or the revision where the epoch is not known; empty to begin. */
  cursor(): string;
  /** The stream is open. */
  opened(): void;
  /** Nothing more is read until the promise is settled. */
  take(event: SseEvent): void | Promise<void>;
  /** The connection is gone and will be tried again. */
  interrupted(error: EaselError): void;
}

/**
 * Follows a canvas or a map for as long as the signal is not aborted, over as many connections as it takes.
 * @throws EaselError when the server says that there is no point in trying again: the credentials, the canvas.
 */
export async function followStream(
  connection: Connection,
  path: string,
  follower: StreamFollower,
  signal: AbortSignal,
): Promise<void> {
  let [failures, retryMs]: [number, number | undefined] = [0, undefined];
  while (!signal.aborted) {
    const reader = new SseReader();
    try {
      await followOnce(connection, path, follower, reader, signal, () => {
        failures = 0;
        follower.opened();
      });
      follower.interrupted(new EaselError("NETWORK", "The stream ended."));
    } catch (failure) {
      if (signal.aborted) return;
      const error = EaselError.from(failure);
      if (isFinal(error)) throw error;
      follower.interrupted(error);
    }
    retryMs = reader.retryMs ?? retryMs;
    await sleep(pauseAfter(failures++, retryMs), signal);
  }
}

async function followOnce(
  connection: Connection,
  path: string,
  follower: StreamFollower,
  reader: SseReader,
  signal: AbortSignal,
  opened: () => void,
): Promise<void> {
  const silence = new Deadline(SILENCE_MAX_MS, signal);
  try {
    const headers = { Accept: "text/event-stream", "Last-Event-ID": follower.cursor() };
    const response = await connection.open(path, { signal: silence.signal, cache: "no-store" }, headers);
    if (!response.ok || !response.body) throw EaselError.of(response.status, await response.json().catch(() => null));
    opened();
    for await (const bytes of chunksOf(response.body)) {
      silence.pause(); // While the follower works it is not the server that is silent.
      for (const event of reader.push(bytes)) await follower.take(event);
      if (signal.aborted) return;
      silence.restart();
    }
  } finally {
    silence.end();
  }
}

function isFinal({ status }: EaselError): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}
