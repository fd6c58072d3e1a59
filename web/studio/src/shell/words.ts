import { EaselError, type ResetReason } from "@easel/client";

/** An error in words for people: what happened, and what to do. */
export interface Words {
  readonly title: string;
  readonly detail: string;
}

const KNOWN: Readonly<Record<string, Words>> = {
  NETWORK: { title: "The server cannot be reached", detail: "Check your connection, or whether the server runs." },
  TIMEOUT: { title: "The server does not answer", detail: "It may be busy. Try again in a moment." },
  TENANT_MISMATCH: { title: "Not your tenant", detail: "Your token does not allow this tenant." },
  FORBIDDEN: { title: "Not allowed", detail: "Your role does not allow this." },
  CANVAS_EXISTS: { title: "The name is taken", detail: "A canvas of this name exists already." },
  CANVAS_DAMAGED: { title: "The canvas is damaged", detail: "Its log cannot be read. Ask whoever runs the server." },
  CANVAS_KILLED: { title: "The canvas is closed", detail: "Whoever runs the server has closed it." },
  CANVAS_FROZEN: { title: "The canvas is frozen", detail: "It can be read, and edited again once it is thawed." },
  NOTHING_TO_REPLAY: { title: "Nothing to replay", detail: "Nothing of that was done on this canvas." },
  REV_UNKNOWN: { title: "That revision is gone", detail: "It was erased for good, or is not there yet." },
  ARTIFACT_DELETED: { title: "It has been deleted", detail: "What it was made from may have been erased." },
  NOT_UNDERSTOOD: { title: "It cannot be read", detail: "It is damaged, or was made by a newer server." },
  OVERLOADED: { title: "The server is busy", detail: "Try again in a moment." },
  TOO_LARGE: { title: "That is too much at once", detail: "Choose fewer revisions." },
  RAIL_DISABLED: { title: "Switched off", detail: "Whoever administers your tenant has switched this off." },
  STORAGE_FULL: { title: "The server's disk is full", detail: "Ask whoever runs the server." },
};

/** Any failure in words. */
export function wordsFor(failure: unknown): Words {
  const error = EaselError.from(failure);
  if (error.status === 401) return { title: "Your sign-in has ended", detail: "The token has expired. Sign in again." };
  return KNOWN[error.code] ?? { title: "Something went wrong", detail: error.message };
}

const RESETS: Readonly<Record<ResetReason, string>> = {
  REPLAY_MISS: "What happened while you were away has been erased, or the server went back. You see the newest state.",
  EPOCH_CHANGED: "The server was restored from a backup. You see the canvas as it is there.",
  LOST: "A change could not be followed, so the canvas was read again.",
};

/** Why the canvas is suddenly another. */
export function resetInWords(reason: ResetReason): string {
  return RESETS[reason];
}

/** Whether one has to sign in again. */
export function isSignedOut(failure: unknown): boolean {
  return failure instanceof EaselError && failure.status === 401;
}

const REASONS: Readonly<Record<string, string>> = {
  ATOM_REMOVED: "someone removed what it changed",
  ATOM_EXISTS: "someone made the same thing first",
  TEXT_REPLACED: "someone replaced the text",
  CYCLE: "it would have put something inside itself",
  DOES_NOT_FIT: "the canvas has become another",
};

/** Why an op was dropped. */
export function reasonInWords(reason: string): string {
  return REASONS[reason] ?? reason;
}
