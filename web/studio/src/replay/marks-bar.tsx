import type { ReplayMark } from "@easel/client/player";
import { memo } from "react";
import { colorFor } from "../others/person.js";

const ROWS = 4;
const PEOPLE_MAX = 8;

/** In which row people are shown: those that came first one each, others share. */
export type Rows = ReadonlyMap<string, number>;

export function rowsOf(marks: readonly ReplayMark[]): Rows {
  const rows = new Map<string, number>();
  for (const { actor_id } of marks) if (!rows.has(actor_id)) rows.set(actor_id, rows.size % ROWS);
  return rows;
}

interface MarksBarProps {
  readonly marks: readonly ReplayMark[];
  readonly rows: Rows;
  readonly duration: number;
}

/** Who was at work when: marks along the time. */
export const MarksBar = memo(function MarksBar({ marks, rows, duration }: MarksBarProps) {
  return (
    <svg className="timeline-marks" viewBox={`0 0 1000 ${ROWS * 4}`} preserveAspectRatio="none" aria-hidden="true">
      {marks.map(({ t, rev, actor_id, own }) => (
        <rect
          key={`${rev} ${actor_id}`}
          x={duration === 0 ? 0 : Math.min(994, (t / duration) * 1_000)}
          y={rows.get(actor_id)! * 4}
          width={6}
          height={own ? 4 : 3}
          fill={colorFor(actor_id)}
        />
      ))}
    </svg>
  );
});

/** Whose marks these are. */
export function PeopleAtWork({ rows }: { readonly rows: Rows }) {
  return (
    <ul className="timeline-people" aria-label="Who was at work">
      {[...rows.keys()].slice(0, PEOPLE_MAX).map((name) => (
        <li key={name}>
          <span className="person-dot" style={{ backgroundColor: colorFor(name) }} />
          {name}
        </li>
      ))}
    </ul>
  );
}
