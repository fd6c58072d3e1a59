/** What one enters with. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
  readonly invite?: string;
}

/** A token, or why there is none, for people. */
export type Entered = { readonly token: string } | { readonly fault: string };

/** Logs in, or makes an account and logs in. */
export async function enter(how: "login" | "signup", credentials: Credentials): Promise<Entered> {
  try {
    const prefix = location.pathname.startsWith("/api") ? "/api" : "";
    const response = await fetch(`${prefix}/auth/${how}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(credentials),
    });
    const answer = (await response.json()) as { token?: string; message?: string };
    return answer.token ? { token: answer.token } : { fault: answer.message ?? `The server said ${response.status}.` };
  } catch {
    return { fault: "The server cannot be reached." };
  }
}
