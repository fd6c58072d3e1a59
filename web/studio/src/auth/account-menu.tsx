import { Button, Classes, PopoverNext } from "@blueprintjs/core";
import { LogOut } from "@blueprintjs/icons";
import { colorFor, initialsOf } from "../others/person.js";
import type { Identity } from "./token.js";

interface AccountMenuProps {
  readonly identity: Identity;
  readonly onSignOut: () => void;
}

/** Who one is here, and the way out. */
export function AccountMenu({ identity, onSignOut }: AccountMenuProps) {
  const { subject, tenant, role } = identity;
  return (
    <PopoverNext placement="bottom-end" content={<Account identity={identity} onSignOut={onSignOut} />}>
      <Button variant="minimal" className="account">
        <span className="avatar" style={{ backgroundColor: colorFor(subject) }} aria-hidden="true">
          {initialsOf(subject)}
        </span>
        <span className="account-name">{subject}</span>
        <span className="visually-hidden">{`, ${role} in ${tenant}`}</span>
      </Button>
    </PopoverNext>
  );
}

function Account({ identity, onSignOut }: AccountMenuProps) {
  const until = new Date(identity.expiresAt).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
  return (
    <div className="account-card">
      <dl>
        <dt>User</dt>
        <dd>{identity.subject}</dd>
        <dt>Tenant</dt>
        <dd>{identity.tenant}</dd>
        <dt>Role</dt>
        <dd>{identity.role}</dd>
        <dt>Until</dt>
        <dd>{until}</dd>
      </dl>
      <Button fill icon={<LogOut />} text="Sign out" className={Classes.POPOVER_DISMISS} onClick={onSignOut} />
    </div>
  );
}
