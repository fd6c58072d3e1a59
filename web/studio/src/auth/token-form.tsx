import { Button, FormGroup, TextArea } from "@blueprintjs/core";
import { type FormEvent, useState } from "react";
import { identityIn, tokenIn } from "./token.js";

/** Signing in with a token, or with the link that has one. */
export function TokenForm({ onSignIn }: { readonly onSignIn: (token: string) => void }) {
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
    <form onSubmit={submit}>
      <p>
        Open the link that <code>easel serve</code> prints, or paste a token. To make one, use{" "}
        <code>easel token --user NAME</code>.
      </p>
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
  );
}
