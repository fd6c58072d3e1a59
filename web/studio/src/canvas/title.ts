import type { Canvas, CanvasSession, EaselClient } from "@easel/client";
import { useEffect, useState } from "react";
import { useCanvas } from "../editor/use-canvas.js";

/** The title that a canvas gives itself. */
export function titleIn({ meta }: Canvas): string | undefined {
  return typeof meta.title === "string" && meta.title ? meta.title : undefined;
}

/** What whoever made a canvas calls it; undefined until it is known, and of a canvas that nobody made yet. */
function useGivenTitle(client: EaselClient, canvasId: string): string | undefined {
  const [given, setGiven] = useState<string>();
  useEffect(() => {
    // A canvas that nobody made yet has no record; its name is its id.
    client.record(canvasId).then(
      ({ title }) => setGiven(title),
      () => {},
    );
  }, [client, canvasId]);
  return given;
}

/** What a canvas is called that is not open. */
export function useRecordTitle(client: EaselClient, canvasId: string): string {
  return useGivenTitle(client, canvasId) ?? "Untitled";
}

/** What a canvas is called: by itself, else by whoever made it. The window is called so too. */
export function useTitle(session: CanvasSession, client: EaselClient): string {
  const given = useGivenTitle(client, session.canvasId);
  const title = titleIn(useCanvas(session)) ?? given ?? "Untitled";
  useEffect(() => {
    document.title = `${title} – Easel`;
  }, [title]);
  return title;
}
