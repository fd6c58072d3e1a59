import { Canvas } from "./canvas.js";
import { type Connection, canvasPath } from "./connection.js";
import type { Snapshot } from "./wire/reads.js";

/** A state of a canvas, and where in which history it stands. */
export interface StateAt {
  readonly state: Canvas;
  readonly rev: number;
  /** Null where there is no history yet. */
  readonly epoch: string | null;
}

/**
 * Reads the state of a canvas: the newest, or that of a revision. What the server does not know (a canvas without
 * commits and without a record, a revision of another history) is the empty canvas at revision 0 (SPEC TE7).
 */
export async function readState(
  connection: Connection,
  canvasId: string,
  { rev }: { rev?: number },
  signal?: AbortSignal,
): Promise<StateAt> {
  const path = canvasPath(canvasId, rev === undefined ? "/snapshot" : `/snapshot?rev=${rev}`);
  const snapshot = await connection.find<Snapshot>(path, signal);
  if (!snapshot) return { state: Canvas.empty, rev: 0, epoch: null };
  return { state: Canvas.of(snapshot), rev: snapshot.rev, epoch: snapshot.epoch };
}
