import type { ReactNode } from "react";
import { Stroked } from "../shell/stroked.js";

function Icon({ children }: { readonly children: ReactNode }) {
  return (
    <Stroked size={16} width="1.400">
      {children}
    </Stroked>
  );
}

export function BringToFront() {
  return (
    <Icon>
      <path d="M3 2.500h10M8 13.500V5.500M4.800 8.600L8 5.400l3.200 3.200" />
    </Icon>
  );
}

export function BringForward() {
  return (
    <Icon>
      <path d="M8 13V3.500M4.800 6.600L8 3.400l3.200 3.200" />
    </Icon>
  );
}

export function SendBackward() {
  return (
    <Icon>
      <path d="M8 3v9.500M4.800 9.400L8 12.600l3.200-3.200" />
    </Icon>
  );
}

export function SendToBack() {
  return (
    <Icon>
      <path d="M3 13.500h10M8 2.500v8M4.800 7.400L8 10.600l3.200-3.200" />
    </Icon>
  );
}

export function Duplicate() {
  return (
    <Icon>
      <rect x="2" y="2" width="8.500" height="8.500" rx="1" />
      <path d="M5.500 13.500h7a1 1 0 001-1v-7" />
    </Icon>
  );
}

export function Trash() {
  return (
    <Icon>
      <path d="M2.500 4h11M6 4V2.500h4V4M4 4l.6 9.500h6.800L12 4M6.700 6.500v4.500M9.300 6.500v4.500" />
    </Icon>
  );
}
