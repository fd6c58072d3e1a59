import type { ActorType, CommitLine } from "@easel/client";
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
  /** The revision that undid it whole, as long as that is in force. */
  readonly undone_by_rev?: number | null;
}

/** The newest runs of a canvas, newest first. */
export interface NewestRuns {
  readonly runs: readonly Run[];
  /** Whether there are older ones. */
  readonly hasMore: boolean;
}

/** Runs that are shown at first, and that each "More" adds. */
export const RUNS_STEP = 100;
/** Runs in one answer; the server gives no more. */
const PAGE_MAX = 1_000;

/** So many of the newest runs of a canvas; none of one that nobody has made yet. @throws EaselError */
export async function runsOf(
  server: Connection,
  canvasId: string,
  count: number,
  signal?: AbortSignal,
): Promise<NewestRuns> {
  const runs: Run[] = [];
  let next: string | null = null;
  do {
    const query = new URLSearchParams({ limit: String(Math.min(count - runs.length, PAGE_MAX)) });
    if (next !== null) query.set("cursor", next);
    const path = canvasPath(canvasId, `/runs?${query}`);
    const page = await server.find<{ runs: readonly Run[]; next: string | null }>(path, signal);
    runs.push(...(page?.runs ?? []));
    next = page?.next ?? null;
  } while (next !== null && runs.length < count);
  return { runs, hasMore: next !== null };
}

/** Whether a commit makes another list of runs: it is part of one, or may have taken one back or done it again. */
export function changesRuns({ intent, undo_of, redo_of }: CommitLine): boolean {
  return intent?.run_id !== undefined || undo_of !== undefined || redo_of !== undefined;
}
