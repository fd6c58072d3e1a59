import type { ReplayArtifact, ReplayHead } from "@easel/client/player";
import type { Run } from "../runs/runs.js";

/** What a replay in a list is of. */
export function replayInWords({ summary }: ReplayArtifact, runs: readonly Run[] = []): string {
  const { actor, run_id } = summary;
  return workInWords(actor ?? undefined, run_id ?? undefined, runs);
}

/** What a replay that is open is of. */
export function headInWords({ selection, from_rev, to_rev }: ReplayHead): string {
  const work = workInWords(selection?.actor, selection?.run_id);
  return `${work}, revisions ${from_rev} to ${to_rev}`;
}

function workInWords(actor: string | undefined, runId: string | undefined, runs: readonly Run[] = []): string {
  const run = runs.find(({ run_id }) => run_id === runId);
  if (run) return `The run of ${run.actor_id}`;
  if (runId !== undefined) return "A run";
  return actor === undefined ? "All changes" : `The work of ${actor}`;
}
