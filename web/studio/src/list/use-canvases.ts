import type { CanvasRecord, EaselClient } from "@easel/client";
import { useCallback, useEffect, useState } from "react";

/** Canvases in one answer, and answers that are asked for: beyond that the list is cut off, and says so. */
const PAGE_SIZE = 1_000;
const PAGES_MAX = 5;

/** The canvases of the tenant, newest change first. */
export interface Canvases {
  readonly list: readonly CanvasRecord[] | undefined;
  /** Whether there are more than are listed. */
  readonly isCut: boolean;
  readonly failure: unknown;
  readonly reload: () => void;
}

/** Loads the canvases, and loads them again when the page comes back to the front. */
export function useCanvases(client: EaselClient): Canvases {
  const [state, setState] = useState<Omit<Canvases, "reload">>({ list: undefined, isCut: false, failure: undefined });
  const reload = useCallback(() => {
    load(client).then(
      (found) => setState({ ...found, failure: undefined }),
      (failure: unknown) => setState((before) => ({ ...before, failure })),
    );
  }, [client]);
  useEffect(() => {
    reload();
    const back = () => document.visibilityState === "visible" && reload();
    document.addEventListener("visibilitychange", back);
    return () => document.removeEventListener("visibilitychange", back);
  }, [reload]);
  return { ...state, reload };
}

/** Which canvases a search finds: by title or id. */
export function found(list: readonly CanvasRecord[], search: string): readonly CanvasRecord[] {
  const wanted = search.trim().toLowerCase();
  return list.filter(({ title, canvas_id }) => `${title ?? ""}\n${canvas_id}`.toLowerCase().includes(wanted));
}

async function load(client: EaselClient) {
  const list: CanvasRecord[] = [];
  let next: string | null = null;
  for (let page = 0; page < PAGES_MAX && (page === 0 || next !== null); page++) {
    const answer = await client.listCanvases({ limit: PAGE_SIZE, ...(next === null ? {} : { cursor: next }) });
    list.push(...answer.canvases);
    next = answer.next;
  }
  list.sort((a, b) => (a.updated_at < b.updated_at ? 1 : -1));
  return { list, isCut: next !== null };
}
