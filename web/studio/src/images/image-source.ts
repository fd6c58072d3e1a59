import type { Atom } from "@easel/client";

/** Where the image of an atom comes from: an artifact of the same canvas, or the atom itself. */
export type ImageSource =
  | { readonly from: "artifact"; readonly id: string }
  | { readonly from: "atom"; readonly url: string };

/** Properties that may hold an image, the first that does counts. */
const MEMBERS = ["src", "file", "url"] as const;

/**
 * The image of an atom, if it has one. These are the rules of the server's pictures (SPEC AR3): nothing that is drawn
 * ever makes its reader ask anybody else for anything.
 */
export function imageSourceOf({ type, properties }: Atom): ImageSource | undefined {
  if (type !== "image" && type !== "file") return undefined;
  if (typeof properties.artifact_id === "string") return { from: "artifact", id: properties.artifact_id };
  for (const member of MEMBERS) {
    const url = properties[member];
    if (typeof url === "string" && /^data:image\//i.test(url)) return { from: "atom", url };
  }
  return undefined;
}

/** Names a source: the same images have the same key. */
export function keyOf(source: ImageSource): string {
  return source.from === "artifact" ? `artifact ${source.id}` : source.url;
}

/** The bytes of an image that stands in an atom; undefined if it is too long or not base64. */
export function bytesIn(url: string, bytesMax: number): Uint8Array<ArrayBuffer> | undefined {
  const comma = url.indexOf(",");
  if (comma < 0 || !/;base64$/i.test(url.slice(0, comma))) return undefined;
  if (url.length - comma - 1 > (bytesMax / 3) * 4 + 4) return undefined;
  try {
    return Uint8Array.from(atob(url.slice(comma + 1)), (letter) => letter.charCodeAt(0));
  } catch {
    return undefined;
  }
}
