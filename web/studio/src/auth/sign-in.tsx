import { Callout, Card, Tab, Tabs } from "@blueprintjs/core";
import { Logo } from "../shell/logo.js";
import { PasswordForm } from "./password-form.js";
import { TokenForm } from "./token-form.js";

interface SignInProps {
  /** Why one has to sign in again. */
  readonly reason: string | undefined;
  readonly onSignIn: (token: string) => void;
}

/** Signing in where the link that the server prints is not at hand. */
export function SignIn({ reason, onSignIn }: SignInProps) {
  return (
    <main className="sign-in">
      <Card elevation={1} className="sign-in-card">
        <div className="sign-in-head">
          <Logo size={36} />
          <h1>Sign in to Easel</h1>
        </div>
        {reason && <Callout intent="warning" title={reason} compact />}
        <Tabs id="sign-in" renderActiveTabPanelOnly>
          <Tab id="password" title="Password" panel={<PasswordForm onSignIn={onSignIn} />} />
          <Tab id="token" title="Token" panel={<TokenForm onSignIn={onSignIn} />} />
        </Tabs>
      </Card>
    </main>
  );
}
