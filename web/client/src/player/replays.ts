import { Connection, type ConnectionOptions, canvasPath } from "../connection.js";
import { RangedReplay } from "./ranged-file.js";

/** A replay that a server keeps (SPEC AR1, AR4). */
export interface ReplayArtifact {
  readonly id: string;
  readonly canvas_id: string;
  readonly size: number;
  /** RFC 3339. */
  readonly created_at: string;
  readonly created_by: string;
  readonly summary: {
    readonly from_rev: number;
    readonly to_rev: number;
    readonly mode: "full" | "keyframe";
    readonly actor?: string | null;
    readonly run_id?: string | null;
    readonly entries: number;
    readonly duration_ms: number;
    readonly state_hash: string;
  };
}

/** What a replay is to be of; without anything, all that there is, as the tenant's flag says. */
export interface WantedReplay {
  readonly from_rev?: number;
  readonly to_rev?: number;
  readonly mode?: "full" | "keyframe";
  /** Whose work it is about. */
  readonly actor?: string;
  readonly run_id?: string;
  readonly correlation_id?: string;
}

/** The replays of one server, as one user. */
export class Replays {
  readonly #connection: Connection;

  constructor(options: ConnectionOptions) {
    this.#connection = new Connection(options);
  }

  /** The replays of a canvas, newest first. @throws EaselError */
  async list(canvasId: string): Promise<readonly ReplayArtifact[]> {
    const path = canvasPath(canvasId, "/artifacts?kind=replay");
    const page = await this.#connection.get<{ readonly artifacts: readonly ReplayArtifact[] }>(path);
    // Anybody may upload something and call it a replay; those that were made say what they hold.
    return page.artifacts.filter(({ summary }) => summary);
  }

  /** Makes one. @throws EaselError NOTHING_TO_REPLAY, REV_UNKNOWN, TOO_LARGE, among others. */
  make(canvasId: string, wanted: WantedReplay = {}): Promise<ReplayArtifact> {
    return this.#connection.post(canvasPath(canvasId, "/replays"), wanted, 201);
  }

  /**
   * Opens one for a player.
   * @param signal ends all reading of it: for as long as it is shown.
   * @throws EaselError
   */
  open(artifactId: string, signal?: AbortSignal): Promise<RangedReplay> {
    const path = `/artifacts/${encodeURIComponent(artifactId)}/content`;
    return RangedReplay.open(path, {
      fetch: (url, { headers, ...init }) => this.#connection.open(url, init, headers as Record<string, string>),
      ...(signal ? { signal } : {}),
    });
  }
}
