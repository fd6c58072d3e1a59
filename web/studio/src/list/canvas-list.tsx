import { Button, Callout, InputGroup, NonIdealState, Spinner } from "@blueprintjs/core";
import { Add, Refresh, Search } from "@blueprintjs/icons";
import type { EaselClient } from "@easel/client";
import { useEffect, useState } from "react";
import { AccountMenu } from "../auth/account-menu.js";
import { canEdit } from "../auth/token.js";
import type { SignedIn } from "../shell/app.js";
import { Logo } from "../shell/logo.js";
import { isSignedOut, wordsFor } from "../shell/words.js";
import { CanvasTable } from "./canvas-table.js";
import { NewCanvas } from "./new-canvas.js";
import { type Canvases, found, useCanvases } from "./use-canvases.js";

/** All canvases of the tenant. */
export function CanvasList({ signedIn }: { readonly signedIn: SignedIn }) {
  const { client, identity, signOut } = signedIn;
  const canvases = useCanvases(client);
  const [search, setSearch] = useState("");
  const [isMaking, setIsMaking] = useState(false);
  useEffect(() => {
    document.title = "Canvases – Easel";
  }, []);
  useEffect(() => {
    if (isSignedOut(canvases.failure)) signOut(wordsFor(canvases.failure).title);
  }, [canvases.failure, signOut]);
  const make = () => setIsMaking(true);
  return (
    <div className="list-page">
      <header className="top-bar">
        <Logo />
        <span className="brand">Easel</span>
        <span className="spring" />
        <AccountMenu identity={identity} onSignOut={() => signOut()} />
      </header>
      <main className="list-main">
        <div className="list-head">
          <h1>Canvases</h1>
          <span className="spring" />
          <InputGroup
            type="search"
            leftIcon={<Search />}
            placeholder="Search by title or id"
            aria-label="Search canvases"
            value={search}
            onValueChange={setSearch}
          />
          <Button variant="outlined" icon={<Refresh />} aria-label="Refresh" onClick={canvases.reload} />
          {canEdit(identity) && <Button intent="primary" icon={<Add />} text="New canvas" onClick={make} />}
        </div>
        <ListBody client={client} canvases={canvases} search={search} onNew={canEdit(identity) ? make : undefined} />
      </main>
      <NewCanvas client={client} isOpen={isMaking} onClose={() => setIsMaking(false)} />
    </div>
  );
}

interface ListBodyProps {
  readonly client: EaselClient;
  readonly canvases: Canvases;
  readonly search: string;
  readonly onNew: (() => void) | undefined;
}

function ListBody({ client, canvases: { list, failure, isCut, reload }, search, onNew }: ListBodyProps) {
  const words = failure ? wordsFor(failure) : undefined;
  const trouble = words && (
    <Callout intent="danger" title={words.title} role="alert" className="list-trouble">
      {words.detail} <Button size="small" variant="outlined" text="Try again" onClick={reload} />
    </Callout>
  );
  if (!list) return trouble ?? <Spinner className="list-wait" aria-label="Loading canvases" />;
  const shown = found(list, search);
  return (
    <>
      {trouble}
      {list.length === 0 ? (
        <Empty onNew={onNew} />
      ) : shown.length > 0 ? (
        <CanvasTable canvases={shown} client={client} />
      ) : (
        <NothingFound search={search} />
      )}
      <p className="list-count" role="status">
        {list.length > 0 && `${shown.length} of ${list.length}${isCut ? " (the first; there are more)" : ""}`}
      </p>
    </>
  );
}

function Empty({ onNew }: { readonly onNew: (() => void) | undefined }) {
  return (
    <NonIdealState
      className="list-empty"
      icon={<Logo size={56} />}
      title="No canvas yet"
      description={
        <p>
          A canvas is a board that people and agents draw on together. Make one here, or import one with{" "}
          <code>easel import FILE</code>.
        </p>
      }
      {...(onNew ? { action: <Button intent="primary" icon={<Add />} text="New canvas" onClick={onNew} /> } : {})}
    />
  );
}

function NothingFound({ search }: { readonly search: string }) {
  return (
    <NonIdealState
      className="list-empty"
      icon={<Search size={40} />}
      title={`No canvas has “${search.trim()}” in its title or id`}
    />
  );
}
