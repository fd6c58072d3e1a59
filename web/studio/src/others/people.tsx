import { useStore } from "../editor/store.js";
import type { Others } from "./others.js";
import { initialsOf, type Person } from "./person.js";

/** More are counted. */
const SHOWN_MAX = 6;

/** Who else is on the canvas. */
export function People({ others }: { readonly others: Others }) {
  const people = [...useStore(others.people).values()];
  const more = people.length - SHOWN_MAX;
  return (
    <ul className="people" aria-label={`Others on this canvas: ${people.length}`}>
      {people.slice(0, SHOWN_MAX).map((person) => (
        <li key={person.key}>
          <span
            className={`avatar ${person.isIdle ? "is-idle" : ""} ${person.type === "agent" ? "is-agent" : ""}`}
            style={{ backgroundColor: person.color }}
            role="img"
            title={inWords(person)}
            aria-label={inWords(person)}
          >
            {initialsOf(person.name)}
          </span>
        </li>
      ))}
      {more > 0 && (
        <li>
          <span className="avatar is-more">+{more}</span>
        </li>
      )}
    </ul>
  );
}

function inWords({ name, type, isIdle }: Person): string {
  return `${name}${type === "human" ? "" : `, ${type}`}${isIdle ? ", idle" : ""}`;
}
