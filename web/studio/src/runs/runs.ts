import type { ActorType } from "@easel/client";
import { type Connection, canvasPath } from "@easel/client/connection";

/** What somebody, mostly an agent, did in one go (SPEC AR6). */
export interface Run {
  readonly run_id: string;
  readonly status: "open" | "ended";
  readonly actor_id: string;
  readonly actor_type: ActorType;
  readonly subject: string;
  readonly from_rev: number;
  readonly to_rev: number;
  readonly commits: number;
  /** RFC 3339, as all times. */
  readonly began_at: string;
  readonly last_at: string;
  readonly replay_id?: string | null;
  readonly audit_id?: string | null;
  /** Codes of what could not be made of it. */
  readonly problems?: readonly string[] | null;
}

/** Runs that are asked for. */
export const RUNS_MAX = 100;

/** The newest runs of a canvas, newest first; none of one that nobody has made yet. @throws EaselError */
export async function runsOf(server: Connection, canvasId: string, signal?: AbortSignal): Promise<readonly Run[]> {
  const path = canvasPath(canvasId, `/runs?limit=${RUNS_MAX}`);
  return (await server.find<{ runs: readonly Run[] }>(path, signal))?.runs ?? [];
}
