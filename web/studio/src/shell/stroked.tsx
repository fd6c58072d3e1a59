import type { ReactNode } from "react";

interface StrokedProps {
  /** Pixels of its sides, which are also its units. */
  readonly size: number;
  readonly width: string;
  readonly children: ReactNode;
}

/** An icon of lines in the colour of the text. It says nothing by itself: what has it has a name. */
export function Stroked({ size, width, children }: StrokedProps) {
  return (
    <svg
      width={size}
      height={size}
      viewBox={`0 0 ${size} ${size}`}
      fill="none"
      stroke="currentColor"
      strokeWidth={width}
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}
