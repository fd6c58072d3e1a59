import type { ReplayMark } from "@easel/client/player";
import { memo } from "react";
import { colorFor } from "../others/person.js";

interface MarksBarProps {
  readonly marks: readonly ReplayMark[];
  readonly duration: number;
}

/** Who was at work when: marks along the time, a row for each of the first few people. */
export const MarksBar = memo(function MarksBar({ marks, duration }: MarksBarProps) {
  const rows = new Map<string, number>();
  for (const { actor_id } of marks) if (!rows.has(actor_id)) rows.set(actor_id, rows.size % ROWS);
  return (
    <>
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
      <ul className="timeline-people">
        {[...rows.keys()].slice(0, PEOPLE_MAX).map((name) => (
          <li key={name}>
            <span className="person-dot" style={{ backgroundColor: colorFor(name) }} />
            {name}
          </li>
        ))}
      </ul>
    </>
  );
});

const ROWS = 4;
const PEOPLE_MAX = 8;
