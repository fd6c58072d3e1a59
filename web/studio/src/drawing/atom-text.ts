import type { Atom } from "@easel/client";

/** What is written on an atom. */
export function textOf({ type, properties }: Atom): string {
  const shown =
    type === "file" ? [properties.file, properties.subpath] : type === "link" ? [properties.url] : undefined;
  if (shown) return shown.filter((part) => typeof part === "string").join("");
  const isLabelled = type === "group" || type === "arrow";
  const names = isLabelled ? [properties.label] : [properties.text, properties.label, properties.title];
  return names.find((text) => typeof text === "string") ?? "";
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
