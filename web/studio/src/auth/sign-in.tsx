import { Button, Callout, Card, FormGroup, TextArea } from "@blueprintjs/core";
import { type FormEvent, useState } from "react";
import { Logo } from "../shell/logo.js";
import { identityIn, tokenIn } from "./token.js";

interface SignInProps {
  /** Why one has to sign in again. */
  readonly reason: string | undefined;
  readonly onSignIn: (token: string) => void;
}

/** Signing in where the link that the server prints is not at hand. */
export function SignIn({ reason, onSignIn }: SignInProps) {
  const [text, setText] = useState("");
  const [fault, setFault] = useState<string>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const token = tokenIn(text);
    const identity = identityIn(token);
    if (!identity) setFault("This is not a token. A token has three parts with a dot between them.");
    else if (identity.expiresAt < Date.now()) setFault("This token has expired. Make a new one.");
    else onSignIn(token);
  };
  return (
    <main className="sign-in">
      <Card elevation={1} className="sign-in-card">
        <div className="sign-in-head">
          <Logo size={36} />
          <h1>Sign in to Easel</h1>
        </div>
        {reason && <Callout intent="warning" title={reason} compact />}
        <p>
          Open the link that <code>easel serve</code> prints, or paste a token. To make one, use{" "}
          <code>easel token --user NAME</code>.
        </p>
        <form onSubmit={submit}>
          <FormGroup label="Token or link" labelFor="token" {...(fault ? { intent: "danger", helperText: fault } : {})}>
            <TextArea
              id="token"
              fill
              rows={4}
              value={text}
              onChange={(event) => setText(event.target.value)}
              intent={fault ? "danger" : "none"}
              aria-invalid={fault !== undefined}
              autoComplete="off"
              spellCheck={false}
              required
            />
          </FormGroup>
          <Button type="submit" intent="primary" fill text="Sign in" />
        </form>
      </Card>
    </main>
  );
}
