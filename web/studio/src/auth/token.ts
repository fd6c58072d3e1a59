/** What a token says of its holder. For display and for what to offer: the server decides what is allowed. */
export interface Identity {
  readonly subject: string;
  readonly tenant: string;
  readonly role: string;
  readonly type: string;
  /** In milliseconds since 1970. */
  readonly expiresAt: number;
}

const ROLES = new Set(["owner", "admin", "member"]);

/** Reads a token; undefined if it is none. */
export function identityIn(token: string): Identity | undefined {
  const claims = claimsIn(token);
  if (typeof claims?.sub !== "string" || typeof claims.exp !== "number") return undefined;
  const roles = isRecord(claims.role_map) ? claims.role_map : {};
  const tenant =
    typeof claims.default_tenant_id === "string" ? claims.default_tenant_id : (Object.keys(roles)[0] ?? "");
  return {
    subject: claims.sub,
    tenant,
    role: String(roles[tenant] ?? "viewer"),
    type: typeof claims.actor_type === "string" ? claims.actor_type : "human",
    expiresAt: claims.exp * 1_000,
  };
}

/** Whether a role allows edits. */
export function canEdit({ role }: Identity): boolean {
  return ROLES.has(role);
}

/** What was pasted may be a token or a whole link with one. */
export function tokenIn(text: string): string {
  const fragment = text.trim().split("#")[1] ?? "";
  return new URLSearchParams(fragment).get("token") ?? text.trim();
}

function claimsIn(token: string): Record<string, unknown> | undefined {
  const [, payload, signature, ...more] = token.split(".");
  if (!payload || !signature || more.length > 0) return undefined;
  try {
    const bytes = Uint8Array.from(atob(payload.replaceAll("-", "+").replaceAll("_", "/")), (letter) =>
      letter.charCodeAt(0),
    );
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isRecord(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
