import type { ReactNode } from "react";
import { AccountMenu } from "../auth/account-menu.js";
import type { SignedIn } from "../shell/app.js";
import { Logo } from "../shell/logo.js";
import { canvasHref } from "../shell/route.js";

interface ReplayFrameProps {
  readonly canvasId: string;
  readonly signedIn: SignedIn;
  readonly title: string;
  readonly children: ReactNode;
}

/** The bar over replays, and the way back to their canvas. */
export function ReplayFrame({ canvasId, signedIn, title, children }: ReplayFrameProps) {
  return (
    <div className="studio">
      <header className="top-bar">
        <a href="#/" className="home" aria-label="All canvases" title="All canvases">
          <Logo />
        </a>
        <h1 className="title">{title}</h1>
        <a className="bar-link" href={canvasHref(canvasId)}>
          Back to the canvas
        </a>
        <span className="spring" />
        <AccountMenu identity={signedIn.identity} onSignOut={() => signedIn.signOut()} />
      </header>
      {children}
    </div>
  );
}
