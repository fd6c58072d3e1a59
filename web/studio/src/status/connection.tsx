import { Button } from "@blueprintjs/core";
import type { SessionStatus } from "@easel/client";
import type { Editor } from "../editor/editor.js";
import { useFact } from "../editor/use-canvas.js";
import type { SignedIn } from "../shell/app.js";
import { useOnline } from "./use-online.js";

const WORDS: Readonly<Record<SessionStatus, string>> = {
  connecting: "Connecting",
  live: "Live",
  offline: "Offline",
  denied: "Not allowed any more",
  killed: "Closed by the operator",
  closed: "Closed",
};

interface ConnectionProps {
  readonly editor: Editor;
  readonly signedIn: SignedIn;
}

/** How it stands with the server, and how many edits wait. */
export function Connection({ editor: { session }, signedIn }: ConnectionProps) {
  const isOnline = useOnline();
  const told = useFact(session, (one) => one.status);
  const status = told === "live" && !isOnline ? "offline" : told;
  const pending = useFact(session, (one) => one.pending);
  const isStopped = status === "denied" || status === "killed";
  return (
    <span className="connection">
      <span role="status" className={`connection-state is-${status}`}>
        <span className="dot" aria-hidden="true" />
        {WORDS[status]}
        {status !== "live" && pending > 0 && ` · ${pending} ${pending === 1 ? "edit waits" : "edits wait"}`}
      </span>
      {status === "live" && pending > 0 && <span className="saving">Saving …</span>}
      {isStopped && <Button size="small" text="Try again" onClick={() => session.resume()} />}
      {status === "denied" && (
        <Button size="small" text="Sign in again" onClick={() => signedIn.signOut("Sign in again to go on")} />
      )}
    </span>
  );
}
