import type { Connection } from "@easel/client/connection";
import { useEffect } from "react";
import type { Sight } from "../editor/sight.js";
import { Images } from "./images.js";

/** Draws the images of a canvas for as long as it is shown. */
export function useImages(sight: Sight, server: Connection, canvasId: string): void {
  useEffect(() => new Images(sight, server, canvasId).follow(), [sight, server, canvasId]);
}
