import { useCallback, useEffect, useState } from "react";
import { tokenIn } from "./token.js";

const KEY = "easel.token";

/** The token of this tab: kept until the tab is closed, and never longer. */
export function useToken() {
  const [token, setToken] = useState(read);
  useEffect(() => {
    // The link can be opened where the page is open already: then only the fragment changes.
    const look = () => setToken(read());
    window.addEventListener("hashchange", look);
    return () => window.removeEventListener("hashchange", look);
  }, []);
  const signIn = useCallback((given: string) => {
    sessionStorage.setItem(KEY, given);
    setToken(given);
  }, []);
  const signOut = useCallback(() => {
    sessionStorage.removeItem(KEY);
    setToken(null);
  }, []);
  return { token, signIn, signOut };
}

/** A token in the address leaves it at once, so that it is neither bookmarked nor shared. */
function read(): string | null {
  if (new URLSearchParams(location.hash.slice(1)).has("token")) {
    sessionStorage.setItem(KEY, tokenIn(location.hash));
    history.replaceState(null, "", location.pathname);
  }
  return sessionStorage.getItem(KEY);
}
