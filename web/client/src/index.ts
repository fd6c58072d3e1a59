/**
 * Edits Easel canvases together with others: optimistic, offline-capable, without dependencies.
 * @packageDocumentation
 */

// Bundlers put modules in the order of their first import, and gzip finds what is alike when it stands together: ops
// and the document that folds them come first, what speaks to the server after them. That is 1 % of the size.
// biome-ignore-all assist/source/organizeImports: the order is that of bundles
export { readCommitted, readOps } from "./op-shape.js";
export { OptimisticCanvas } from "./document.js";
export { Canvas } from "./canvas.js";
export { type ClientCode, EaselError } from "./problem.js";
export { canonical, stateHash } from "./canonical.js";
export { type ClientOptions, EaselClient } from "./client.js";
export type { ConnectionOptions, TokenSource } from "./connection.js";
export type { Author, CommitResult, EditOptions, EditResult } from "./edits.js";
export type { NamedEvent } from "./events.js";
export { inverse } from "./inverse.js";
export type { Op } from "./op.js";
export { IndexedDbPendingStore, MemoryPendingStore, type PendingRecord, type PendingStore } from "./pending.js";
export type {
  DroppedEdit,
  DroppedEditOp,
  PendingEdit,
  PendingOp,
  SavedEdit,
  SavedEdits,
} from "./pending-edit.js";
export { PersistentMap } from "./persistent-map.js";
export { type MissedOps, type Rebased, type RebasedOp, rebase } from "./rebase.js";
export { apply, fold, Misfit } from "./reducer.js";
export type { CanvasSession } from "./session.js";
export type { HistoryResult, ResetReason, SessionEvents, SessionStatus } from "./session-events.js";
export { type SseEvent, SseReader } from "./sse.js";
export type * from "./wire/commands.js";
export type * from "./wire/ops.js";
export type * from "./wire/reads.js";
export type * from "./wire/socket.js";
export type * from "./wire/state.js";
export type * from "./wire/stream.js";
