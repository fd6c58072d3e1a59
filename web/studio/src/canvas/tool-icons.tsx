import type { ReactNode } from "react";
import { Stroked } from "../shell/stroked.js";

// Outlines of what the tools draw, in one line width.

function Icon({ children }: { readonly children: ReactNode }) {
  return (
    <Stroked size={18} width="1.600">
      {children}
    </Stroked>
  );
}

export function Pointer() {
  return (
    <Icon>
      <path d="M4 2.500l4.600 12 1.900-5.100 5.100-1.900z" strokeLinejoin="round" />
    </Icon>
  );
}

export function Square() {
  return (
    <Icon>
      <rect x="2" y="4" width="14" height="10" rx="1.500" />
    </Icon>
  );
}

export function Circle() {
  return (
    <Icon>
      <ellipse cx="9" cy="9" rx="7.200" ry="5.600" />
    </Icon>
  );
}

export function Font() {
  return (
    <Icon>
      <path d="M3.500 5.500V3.500h11v2M9 3.500v11M6.800 14.500h4.400" strokeLinecap="round" strokeLinejoin="round" />
    </Icon>
  );
}

export function StickyNote() {
  return (
    <Icon>
      <path d="M2.800 2.800h12.400v8l-4.400 4.400h-8zM15 11h-4v4" strokeLinejoin="round" />
    </Icon>
  );
}

export function ArrowTopRight() {
  return (
    <Icon>
      <path d="M3.500 14.500L14.500 3.500M7.500 3.500h7v7" strokeLinecap="round" strokeLinejoin="round" />
    </Icon>
  );
}
