import type { CookieAttributes } from "./cookie-options.ts";
import type { RowHead } from "./row.ts";
import type { SessionStore } from "./store.ts";

/** The attributes of a session's cookie: the store's, and over them the `maxAge` that the stored session has of its own. */
export function sessionCookie(store: SessionStore, head: RowHead | undefined): CookieAttributes {
  const { cookie } = store.settings;
  return head?.idle.fromMaxAge ? { ...cookie, maxAge: head.idle.seconds } : cookie;
}
