import type { Atom } from "@easel/client";

/** The colours of a picture; the light ones are those of the server's pictures. */
export interface Palette {
  readonly line: string;
  readonly paper: string;
  readonly ink: string;
  readonly faint: string;
  readonly board: string;
  readonly dots: string;
  readonly accent: string;
}

export const LIGHT: Palette = {
  line: "#6b7280",
  paper: "#ffffff",
  ink: "#1f2937",
  faint: "#6b7280",
  board: "#f8fafc",
  dots: "#d3d9e2",
  accent: "#2d5bd0",
};

export const DARK: Palette = {
  line: "#8b95a5",
  paper: "#2b313a",
  ink: "#e6e9ee",
  faint: "#a3adba",
  board: "#1a1d22",
  dots: "#343a43",
  accent: "#7ea6ff",
};

/** Sticky notes stay what they are in the dark, and so does what is written on them. */
export const STICKY = "#fde68a";
export const STICKY_INK = "#1f2937";

/** A colour that can be chosen. */
export interface Swatch {
  readonly value: string;
  readonly css: string;
  readonly name: string;
}

/** The six that JSON Canvas numbers. */
export const PRESETS: readonly Swatch[] = [
  { value: "1", css: "#e03131", name: "Red" },
  { value: "2", css: "#e8590c", name: "Orange" },
  { value: "3", css: "#e6b800", name: "Yellow" },
  { value: "4", css: "#2f9e44", name: "Green" },
  { value: "5", css: "#0c8599", name: "Cyan" },
  { value: "6", css: "#7048e8", name: "Purple" },
];

/** Soft ones for sticky notes: they are filled with it, and dark text must stay readable. */
export const PASTELS: readonly Swatch[] = [
  { value: "#fecaca", css: "#fecaca", name: "Rose" },
  { value: "#fed7aa", css: "#fed7aa", name: "Peach" },
  { value: "#bbf7d0", css: "#bbf7d0", name: "Mint" },
  { value: "#a5f3fc", css: "#a5f3fc", name: "Aqua" },
  { value: "#bfdbfe", css: "#bfdbfe", name: "Sky" },
  { value: "#e9d5ff", css: "#e9d5ff", name: "Lilac" },
];

const OWN_COLOR = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i;

/** The colour that an atom names, as CSS. Nothing but a colour gets through. */
export function colorOf({ properties: { color } }: Atom): string | undefined {
  if (typeof color !== "string") return undefined;
  if (OWN_COLOR.test(color)) return color;
  return PRESETS.find(({ value }) => value === color)?.css;
}
