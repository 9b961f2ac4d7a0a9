import { SessionValueError } from "../core/errors.ts";
import { createToken } from "../core/ids.ts";
import type { IdleTimeout } from "../core/row/row.ts";
import type { SessionSettings } from "../core/settings/settings.ts";
import type { JsonRowForm } from "../redis/json-rows/json-row-form.ts";

/** The member of a row that holds the attributes of the session's cookie, and with them the lifetime. */
const COOKIE = "cookie";

/** The member as express-session writes it. */
interface StoredCookie extends Record<string, unknown> {
  /** Milliseconds that the cookie and the session live without being used; null when the cookie has no end. */
  readonly originalMaxAge?: unknown;
  /** When they end, in ISO 8601. */
  readonly expires?: unknown;
}

/** What is known of connect-redis besides what every store is told. */
export interface ConnectRedisFormOptions {
  readonly settings: SessionSettings;
  readonly prefix: string;
  readonly disableTouch: boolean;
}

/** Rows as connect-redis 9 keeps them for express-session: the session as JSON, its cookie in it, under its plain id. */
export function connectRedisForm({ settings, prefix, disableTouch }: ConnectRedisFormOptions): JsonRowForm {
  const ttl: IdleTimeout = { seconds: settings.idleSeconds, fromMaxAge: false };
  const hasMaxAge = settings.cookie.maxAge > 0;

  /** An own `maxAge` of the session, or the store's. */
  function maxAgeOf({ seconds, fromMaxAge }: IdleTimeout): number | null {
    return fromMaxAge || hasMaxAge ? seconds * 1000 : null;
  }

  return {
    what: "session of connect-redis",
    prefix,
    ids: {
      // As uid-safe makes them: 24 random bytes, in base64url.
      create: () => createToken(24),
      isId: (text) => text !== "",
      alphabet: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
    },
    own: [COOKIE],
    shown: (members) => new Map(members).set(COOKIE, JSON.stringify(withoutEnd(cookieIn(members)))),
    renewsOnRead: !disableTouch,
    idleOf: (members, now) => idleIn(cookieIn(members), ttl, now),
    prepare(members, idle, now) {
      const stored = members.has(COOKIE) ? cookieIn(members) : newCookie(settings);
      if (!stored) throw noCookieError();
      const cookie =
        idle || !hasEndAlone(stored) ? withEnd(stored, idle ? maxAgeOf(idle) : undefined, now) : stored;
      members.set(COOKIE, JSON.stringify(cookie));
      return idleIn(cookie, ttl, now) ?? ttl;
    },
  };
}

function cookieIn(members: ReadonlyMap<string, string>): StoredCookie | undefined {
  const text = members.get(COOKIE);
  const value: unknown = text === undefined ? undefined : JSON.parse(text);
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as StoredCookie)
    : undefined;
}

/**
 * How long the session lives, as connect-redis reckons it when express-session has just touched it: `originalMaxAge`; or until `expires`, when
 * somebody set that alone; or its option `ttl`.
 */
function idleIn(cookie: StoredCookie | undefined, ttl: IdleTimeout, now: number): IdleTimeout | undefined {
  if (!cookie) return undefined;
  const { originalMaxAge, expires } = cookie;
  const end = typeof expires === "string" ? Date.parse(expires) : Number.NaN;
  const lifeMs = typeof originalMaxAge === "number" ? originalMaxAge : end - now;
  return Number.isNaN(lifeMs) ? ttl : { seconds: Math.max(1, Math.ceil(lifeMs / 1000)), fromMaxAge: true };
}

/** Whether somebody has said when the cookie ends, and not how long it lives. */
function hasEndAlone({ originalMaxAge, expires }: StoredCookie): boolean {
  return typeof originalMaxAge !== "number" && typeof expires === "string";
}

/** A cookie that lives from now on, in the order of members that express-session writes. @param maxAge - `undefined` for the one that it has */
function withEnd(cookie: StoredCookie, maxAge: number | null | undefined, now: number): StoredCookie {
  const { originalMaxAge: had, partitioned, priority, ...others } = cookie;
  const kept = typeof had === "number" ? had : null;
  const originalMaxAge = maxAge === undefined ? kept : maxAge;
  const expires = originalMaxAge === null ? null : new Date(now + originalMaxAge).toISOString();
  return { originalMaxAge, partitioned, priority, ...Object.assign({ expires }, others, { expires }) };
}

/** A cookie as a session reads it: when it ends is said by every write anew, so it must not count as a change. */
function withoutEnd(cookie: StoredCookie | undefined): StoredCookie | undefined {
  return cookie && (hasEndAlone(cookie) ? cookie : { ...cookie, expires: undefined });
}

/** The cookie of a session that begins here, in the spelling of express-session. What is `undefined` does not stand in JSON. */
function newCookie({ cookie }: SessionSettings): StoredCookie {
  const { path, domain, secure, httpOnly, sameSite, partitioned, priority } = cookie;
  return {
    originalMaxAge: null,
    partitioned: partitioned || undefined,
    priority,
    expires: null,
    secure: secure === true ? true : undefined,
    httpOnly,
    domain,
    path,
    sameSite,
  };
}

function noCookieError(): SessionValueError {
  const message = `Cannot store the session: "${COOKIE}" must be an object with the attributes of its cookie`;
  return new SessionValueError("ERR_SESSION_VALUE", message);
}
