import { useSyncExternalStore } from "react";

/** What the page shows. */
export type Route = { readonly page: "list" } | { readonly page: "canvas"; readonly canvasId: string };

/** Reads the fragment of an address. What is not understood is the list. */
export function routeIn(hash: string): Route {
  const id = /^#\/canvas\/([^/]+)$/.exec(hash)?.[1];
  try {
    return id === undefined ? { page: "list" } : { page: "canvas", canvasId: decodeURIComponent(id) };
  } catch {
    return { page: "list" };
  }
}

/** The address of a canvas on this page. */
export function canvasHref(canvasId: string): string {
  return `#/canvas/${encodeURIComponent(canvasId)}`;
}

/** The route, now and when the address changes. */
export function useRoute(): Route {
  return routeIn(useSyncExternalStore(subscribe, () => location.hash));
}

function subscribe(listener: () => void): () => void {
  window.addEventListener("hashchange", listener);
  return () => window.removeEventListener("hashchange", listener);
}
