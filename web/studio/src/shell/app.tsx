import { BlueprintProvider } from "@blueprintjs/core";
import { EaselClient } from "@easel/client";
import { Connection } from "@easel/client/connection";
import { Replays } from "@easel/client/player";
import { useCallback, useEffect, useMemo, useState } from "react";
import { SignIn } from "../auth/sign-in.js";
import { type Identity, identityIn } from "../auth/token.js";
import { useToken } from "../auth/use-token.js";
import { CanvasPage } from "../canvas/canvas-page.js";
import { CanvasList } from "../list/canvas-list.js";
import { ReplayPage } from "../replay/replay-page.js";
import { ReplaysPage } from "../replay/replays-page.js";
import { useRoute } from "./route.js";
import { Toasts } from "./toasts.js";
import { usePrefersDark } from "./use-media.js";

/** Who is signed in, and the way to the server. */
export interface SignedIn {
  readonly client: EaselClient;
  /** For routes that the client has no words for. */
  readonly server: Connection;
  readonly replays: Replays;
  readonly identity: Identity;
  /** Back to the sign-in form; with a reason, if it was not asked for. */
  readonly signOut: (reason?: string) => void;
}

/** The whole page. */
export function App() {
  const isDark = usePrefersDark();
  useEffect(() => {
    document.body.classList.toggle("bp6-dark", isDark);
  }, [isDark]);
  return (
    <BlueprintProvider>
      <Toasts>
        <Entrance />
      </Toasts>
    </BlueprintProvider>
  );
}

function Entrance() {
  const { token, signIn, signOut } = useToken();
  const [reason, setReason] = useState<string>();
  const leave = useCallback(
    (why?: string) => {
      setReason(why);
      signOut();
    },
    [signOut],
  );
  const signedIn = useMemo(() => makeSignedIn(token, leave), [token, leave]);
  const enter = (given: string) => {
    setReason(undefined);
    signIn(given);
  };
  return signedIn ? <Pages key={token} signedIn={signedIn} /> : <SignIn reason={reason} onSignIn={enter} />;
}

function Pages({ signedIn }: { readonly signedIn: SignedIn }) {
  const route = useRoute();
  if (route.page === "list") return <CanvasList signedIn={signedIn} />;
  const { canvasId } = route;
  if (route.page === "replays") return <ReplaysPage key={canvasId} canvasId={canvasId} signedIn={signedIn} />;
  if (route.page === "replay") {
    return <ReplayPage key={route.replayId} canvasId={canvasId} replayId={route.replayId} signedIn={signedIn} />;
  }
  return <CanvasPage key={canvasId} canvasId={canvasId} signedIn={signedIn} />;
}

function makeSignedIn(token: string | null, signOut: SignedIn["signOut"]): SignedIn | undefined {
  const identity = token === null ? undefined : identityIn(token);
  if (token === null || !identity) return undefined;
  // The server answers under /api too, and so does the page.
  const baseUrl = location.origin + (location.pathname.startsWith("/api") ? "/api" : "");
  const access = { baseUrl, token };
  return {
    client: new EaselClient(access),
    server: new Connection(access),
    replays: new Replays(access),
    identity,
    signOut,
  };
}
