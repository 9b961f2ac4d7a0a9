import type { CookieAttributes } from "../settings/cookie-options.ts";
import type { IdleTimeout, RowHead } from "../row/row.ts";
import type { SessionSettings } from "../settings/settings.ts";

/** The attributes of a session's cookie: those given, and over them the `maxAge` that the stored session has of its own. */
export function sessionCookie(cookie: CookieAttributes, head: RowHead | undefined): CookieAttributes {
  return head?.idle.fromMaxAge ? { ...cookie, maxAge: head.idle.seconds } : cookie;
}

/** The idle timeout of a session that asks for a cookie: its `maxAge`, or the store's when that says nothing. */
export function idleTimeoutFor({ maxAge }: CookieAttributes, { idleSeconds }: SessionSettings): IdleTimeout {
  return maxAge > 0 ? { seconds: maxAge, fromMaxAge: true } : { seconds: idleSeconds, fromMaxAge: false };
}
