import type { Atom } from "@easel/client";
import { nameOf } from "../drawing/atom-text.js";
import type { Sight } from "../editor/sight.js";
import { useStore } from "../editor/store.js";
import { useCanvas } from "../editor/use-canvas.js";
import type { Box } from "../geometry/box.js";
import { toScreen } from "../geometry/viewport.js";
import { imageSourceOf, keyOf } from "./image-source.js";

/** What the images on the board show, for those who do not see them: the picture itself is pixels. */
export function ImageNames({ sight }: { readonly sight: Sight }) {
  const canvas = useCanvas(sight.session);
  const images = useStore(sight.images);
  const { shapes, places } = sight.sceneOf(canvas);
  const drawn = images.size === 0 ? [] : shapes.filter((atom) => isDrawn(atom, images));
  return drawn.map((atom) => <ImageName key={atom.id} atom={atom} box={places.get(atom.id)!} sight={sight} />);
}

function ImageName({ atom, box, sight }: { readonly atom: Atom; readonly box: Box; readonly sight: Sight }) {
  const view = useStore(sight.viewport);
  const { x, y } = toScreen(view, box);
  const [width, height] = [box.width * view.scale, box.height * view.scale];
  const { alt } = atom.properties;
  const name = typeof alt === "string" && alt.trim() !== "" ? alt : nameOf(atom);
  const style = { transform: `translate(${x}px, ${y}px)`, width, height };
  return <div className="image-name" role="img" aria-label={name} style={style} />;
}

function isDrawn(atom: Atom, images: ReadonlyMap<string, unknown>): boolean {
  const source = imageSourceOf(atom);
  return source !== undefined && images.has(keyOf(source));
}
