import type { ActorType, Command, CommandAnswer, Problem } from "./commands.js";
import type { Json } from "./state.js";

/** Who sent a gesture. */
export interface Sender {
  readonly subject: string;
  readonly actor_type: ActorType;
  readonly session_id?: string;
}

/** What passes by without being kept: a caret, a selection, a drag (SPEC GS2). */
export interface GestureData {
  readonly kind: string;
  readonly actor_id?: string;
  readonly payload?: Json;
}

/** A gesture as the others get it. */
export interface GestureMessage {
  readonly type: "gesture" | "CANVAS_READY" | "SPATIAL_UPDATE";
  readonly canvas_id: string;
  readonly data: GestureData;
  readonly from: Sender;
  readonly ts: string;
}

/** What one says of oneself (SPEC GS3). */
export interface PresenceData {
  readonly selection?: Json;
  readonly focus?: Json;
  readonly viewport?: Json;
  readonly status?: "online" | "idle" | "offline";
}

/** Who is there, and what they look at. */
export interface PresenceState {
  readonly type: "presence_state";
  readonly canvas_id: string;
  readonly data: PresenceData & {
    readonly actor_id: string;
    readonly actor_type: ActorType;
    readonly subject: string;
    readonly session_id?: string;
    readonly ts: string;
  };
}

/** What a client says on the socket (SPEC GS). */
export type SocketRequest =
  | { readonly type: "hello"; readonly canvas_id?: string; readonly last_event_id?: string }
  | { readonly type: "gesture"; readonly data: GestureData }
  | { readonly type: "presence"; readonly data: PresenceData }
  | { readonly type: "command"; readonly id: string; readonly canvas_id: string; readonly command: Command }
  | { readonly type: "ping" | "pong" };

/** The answer to a command on the socket (SPEC GS8). */
export interface CommandResult {
  readonly type: "command_result";
  readonly id: string;
  readonly status: number;
  readonly body: CommandAnswer | Problem;
}

/** What a server says on the socket. Other types may come, and are to be ignored (SPEC GS5). */
export type SocketMessage =
  | GestureMessage
  | PresenceState
  | CommandResult
  | { readonly type: "ping" | "pong" | "canvas_killed" };
