import { useEffect, useState } from "react";
import type { Sight } from "../editor/sight.js";
import { useStore } from "../editor/store.js";
import { toScreen } from "../geometry/viewport.js";
import type { Others } from "../others/others.js";
import type { Person, RemotePointer } from "../others/person.js";

/** A pointer that rests this long fades. */
const FADES_AFTER_MS = 8_000;

/** The pointers of others, with their names. */
export function RemotePointers({ sight, others }: { readonly sight: Sight; readonly others: Others }) {
  const people = useStore(others.people);
  const pointers = useStore(others.pointers);
  return (
    <div className="pointers" aria-hidden="true">
      {[...pointers.values()].map((pointer) => {
        const person = people.get(pointer.key);
        return person && <PointerMark key={pointer.key} person={person} pointer={pointer} sight={sight} />;
      })}
    </div>
  );
}

interface PointerMarkProps {
  readonly person: Person;
  readonly pointer: RemotePointer;
  readonly sight: Sight;
}

function PointerMark({ person, pointer, sight }: PointerMarkProps) {
  const view = useStore(sight.viewport);
  const isResting = useResting(pointer.at);
  const { x, y } = toScreen(view, pointer);
  return (
    <div
      className={`pointer ${isResting || person.isIdle ? "is-resting" : ""}`}
      data-person={person.name}
      style={{ transform: `translate(${x}px, ${y}px)` }}
    >
      <svg width="16" height="18" viewBox="0 0 16 18" aria-hidden="true">
        <path
          d="M1 1l5.500 15 2.300-6.200L15 7.500z"
          fill={person.color}
          stroke="#fff"
          strokeWidth="1.200"
          strokeLinejoin="round"
        />
      </svg>
      <span className="pointer-name" style={{ backgroundColor: person.color }}>
        {person.name}
        {person.type === "agent" && " · agent"}
      </span>
    </div>
  );
}

function useResting(at: number): boolean {
  const [restingSince, setRestingSince] = useState<number>();
  useEffect(() => {
    const timer = setTimeout(() => setRestingSince(at), FADES_AFTER_MS);
    return () => clearTimeout(timer);
  }, [at]);
  return restingSince === at;
}
