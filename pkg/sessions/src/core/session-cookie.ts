import type { CookieAttributes } from "./cookie-options.ts";
import type { RowHead } from "./row.ts";
import type { SessionSettings } from "./settings.ts";

/** The attributes of a session's cookie: the store's, and over them the `maxAge` that the stored session has of its own. */
export function sessionCookie(
  { settings: { cookie } }: { readonly settings: SessionSettings },
  head: RowHead | undefined,
): CookieAttributes {
  return head?.idle.fromMaxAge ? { ...cookie, maxAge: head.idle.seconds } : cookie;
}
