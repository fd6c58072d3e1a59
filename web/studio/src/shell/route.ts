import { useSyncExternalStore } from "react";

/** What the page shows. */
export type Route =
  | { readonly page: "list" }
  | { readonly page: "canvas" | "replays"; readonly canvasId: string }
  | { readonly page: "replay"; readonly canvasId: string; readonly replayId: string };

/** Reads the fragment of an address. What is not understood is the list. */
export function routeIn(hash: string): Route {
  const [, id, replays, replay] = /^#\/canvas\/([^/]+)(\/replays(?:\/([^/]+))?)?$/.exec(hash) ?? [];
  try {
    if (id === undefined) return { page: "list" };
    const canvasId = decodeURIComponent(id);
    if (replay !== undefined) return { page: "replay", canvasId, replayId: decodeURIComponent(replay) };
    return { page: replays === undefined ? "canvas" : "replays", canvasId };
  } catch {
    return { page: "list" };
  }
}

/** The address of a canvas on this page. */
export function canvasHref(canvasId: string): string {
  return `#/canvas/${encodeURIComponent(canvasId)}`;
}

/** The address of the replays of a canvas, or of one of them. */
export function replaysHref(canvasId: string, replayId?: string): string {
  return `${canvasHref(canvasId)}/replays${replayId === undefined ? "" : `/${encodeURIComponent(replayId)}`}`;
}

/** The route, now and when the address changes. */
export function useRoute(): Route {
  return routeIn(useSyncExternalStore(subscribe, () => location.hash));
}

function subscribe(listener: () => void): () => void {
  window.addEventListener("hashchange", listener);
  return () => window.removeEventListener("hashchange", listener);
}
