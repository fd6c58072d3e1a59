import type { CanvasSession, GestureMessage, PresenceState, Sender } from "@easel/client";
import { Store } from "../editor/store.js";
import { type Moved, NOTHING_MOVED } from "../geometry/scene.js";
import {
  boxesIn,
  caretIn,
  colorFor,
  idsIn,
  type Person,
  pointIn,
  type RemoteCaret,
  type RemotePointer,
} from "./person.js";

/** People that are shown; a canvas with more shows the first. */
export const PEOPLE_MAX = 200;

/** The others on a canvas, as they tell by presence and gestures. */
export class Others {
  readonly people = new Store<ReadonlyMap<string, Person>>(new Map());
  readonly pointers = new Store<ReadonlyMap<string, RemotePointer>>(new Map());
  readonly carets = new Store<ReadonlyMap<string, RemoteCaret>>(new Map());
  /** What others are dragging, where they have it now. */
  readonly moved = new Store<Moved>(NOTHING_MOVED);

  readonly #dragged = new Map<string, Moved>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Listens. Returns what ends that. */
  follow(session: CanvasSession): () => void {
    const ends = [
      session.on("presence", (state) => this.presence(state)),
      session.on("gesture", (message) => this.gesture(message)),
      // A drag has ended where its commit is: what is shown is then the canvas itself.
      session.on("commit", ({ line }) => this.#settled(line.subject)),
      // Who leaves meanwhile is never told; who is there then, the server tells again.
      session.on("status", ({ status }) => status !== "live" && this.clear()),
    ];
    return () => {
      for (const end of ends) end();
    };
  }

  /** Forgets everybody. */
  clear(): void {
    for (const key of [...this.people.get().keys()]) this.#left(key);
  }

  presence({ data }: PresenceState): void {
    const { actor_id, actor_type, subject, session_id, status, selection } = data;
    const key = keyOf({ subject, actor_type, ...(session_id === undefined ? {} : { session_id }) });
    if (status === "offline") {
      this.#left(key);
      return;
    }
    this.#meet(key, {
      key,
      name: actor_id || subject,
      type: actor_type,
      color: colorFor(subject),
      isIdle: status === "idle",
      selection: idsIn(selection),
    });
  }

  gesture({ from, data: { kind, actor_id, payload } }: GestureMessage): void {
    const key = keyOf(from);
    const known = this.people.get().get(key);
    // A gesture can overtake the presence of who makes it.
    const person = {
      key,
      name: actor_id ?? from.subject,
      type: from.actor_type,
      color: colorFor(from.subject),
      selection: [],
    };
    if (!known || known.isIdle) this.#meet(key, { ...person, ...known, isIdle: false });
    if (kind === "cursor") {
      const point = pointIn(payload);
      this.pointers.set(withEntry(this.pointers.get(), key, point && { ...point, key, at: this.now() }));
    } else if (kind === "selection") {
      this.#meet(key, { ...person, ...known, isIdle: false, selection: idsIn(payload) });
    } else if (kind === "caret") {
      this.carets.set(withEntry(this.carets.get(), key, caretIn(key, payload)));
    } else if (kind === "drag") this.#drags(key, boxesIn(payload));
  }

  #meet(key: string, person: Person): void {
    const people = this.people.get();
    if (people.has(key) || people.size < PEOPLE_MAX) this.people.set(withEntry(people, key, person));
  }

  #left(key: string): void {
    this.people.set(withEntry(this.people.get(), key, undefined));
    this.pointers.set(withEntry(this.pointers.get(), key, undefined));
    this.carets.set(withEntry(this.carets.get(), key, undefined));
    this.#drags(key, NOTHING_MOVED);
  }

  #drags(key: string, moved: Moved): void {
    if (moved.size > 0) this.#dragged.set(key, moved);
    else if (!this.#dragged.delete(key)) return;
    this.moved.set(new Map([...this.#dragged.values()].flatMap((one) => [...one])));
  }

  #settled(subject: string): void {
    for (const key of this.#dragged.keys()) if (key.startsWith(`${subject} `)) this.#drags(key, NOTHING_MOVED);
  }
}

function keyOf({ subject, session_id }: Sender): string {
  return `${subject} ${session_id ?? ""}`;
}

function withEntry<V>(map: ReadonlyMap<string, V>, key: string, value: V | undefined): ReadonlyMap<string, V> {
  if (value === undefined && !map.has(key)) return map;
  const copy = new Map(map);
  if (value === undefined) copy.delete(key);
  else copy.set(key, value);
  return copy;
}
