import type { Atom } from "@easel/client";

/** What is written on an atom. */
export function textOf({ type, properties }: Atom): string {
  const { file, subpath, url, alt, name, text, label, title } = properties;
  switch (type) {
    case "file":
      return firstText(named(file)) + firstText(subpath);
    case "link":
      return firstText(url);
    case "image":
      return firstText(alt, name, title, named(file));
    case "group":
    case "arrow":
      return firstText(label);
    default:
      return firstText(text, label, title);
  }
}

/** Characters of a label that are drawn; labels are one line. */
const LABEL_MAX = 200;

/** A label, cut where it is too long for one line. */
export function labelOf(atom: Atom): string {
  const label = textOf(atom);
  if (label.length <= LABEL_MAX) return label;
  return `${label.slice(0, LABEL_MAX).replace(/[\ud800-\udbff]$/, "")}…`;
}

/** Whether an atom stands for something elsewhere: it is drawn as a card that names it. */
export function isCard({ type }: Atom): boolean {
  return type === "file" || type === "link" || type === "image";
}

function firstText(...texts: readonly unknown[]): string {
  return texts.find((text) => typeof text === "string") ?? "";
}

/** Content that stands where a name should is nothing to read. */
function named(file: unknown): unknown {
  return typeof file === "string" && /^data:/i.test(file) ? undefined : file;
}

/** The property that editing the text of an atom changes. */
export function textPropertyOf({ type, properties }: Atom): string {
  switch (type) {
    case "group":
    case "arrow":
      return "label";
    case "file":
      return "file";
    case "link":
      return "url";
    case "image":
      return "alt";
    default:
      return ["text", "label", "title"].find((name) => typeof properties[name] === "string") ?? "text";
  }
}

const KINDS: Readonly<Record<string, string>> = {
  arrow: "Arrow",
  circle: "Ellipse",
  ellipse: "Ellipse",
  file: "File",
  group: "Group",
  image: "Image",
  link: "Link",
  note: "Sticky note",
  rectangle: "Rectangle",
  sticky: "Sticky note",
  text: "Text",
};

/** What a type is called. */
export function kindOf({ type }: Pick<Atom, "type">): string {
  return KINDS[type] ?? type;
}

/** Whether an atom is filled with its colour instead of outlined. */
export function isSticky({ type }: Atom): boolean {
  return type === "sticky" || type === "note";
}

const NAME_MAX = 60;

/** An atom in a few words: what it is and what is written on it. */
export function nameOf(atom: Atom): string {
  const text = textOf(atom).replace(/\s+/g, " ").trim();
  const short = text.length > NAME_MAX ? `${text.slice(0, NAME_MAX)}…` : text;
  return short ? `${kindOf(atom)}: ${short}` : kindOf(atom);
}
