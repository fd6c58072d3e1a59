import { Button, Callout, FormGroup, InputGroup } from "@blueprintjs/core";
import { type FormEvent, useState } from "react";
import { enter } from "./accounts.js";

/** Signing in with an account of this server, or making one. */
export function PasswordForm({ onSignIn }: { readonly onSignIn: (token: string) => void }) {
  const [isNew, setNew] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const said = new FormData(event.currentTarget);
    setBusy(true);
    const answer = await enter(isNew ? "signup" : "login", {
      user: String(said.get("user")),
      password: String(said.get("password")),
      ...(said.get("invite") ? { invite: String(said.get("invite")) } : {}),
    });
    setBusy(false);
    if ("token" in answer) onSignIn(answer.token);
    else setFault(answer.fault);
  };
  return (
    <form onSubmit={submit}>
      {fault && <Callout intent="danger" title={fault} compact role="alert" />}
      <FormGroup label="User" labelFor="user">
        <InputGroup id="user" name="user" autoComplete="username" autoCapitalize="none" spellCheck={false} required />
      </FormGroup>
      <FormGroup label="Password" labelFor="password" helperText={isNew ? "At least 12 characters." : undefined}>
        <InputGroup
          id="password"
          name="password"
          type="password"
          autoComplete={isNew ? "new-password" : "current-password"}
          required
        />
      </FormGroup>
      {isNew && (
        <FormGroup label="Invitation" labelFor="invite" labelInfo="(if you have one)">
          <InputGroup id="invite" name="invite" autoComplete="off" spellCheck={false} />
        </FormGroup>
      )}
      <Button type="submit" intent="primary" fill loading={isBusy} text={isNew ? "Create account" : "Sign in"} />
      <Button
        variant="minimal"
        fill
        text={isNew ? "I have an account" : "Create an account"}
        onClick={() => {
          setFault(undefined);
          setNew(!isNew);
        }}
      />
    </form>
  );
}
