import { SessionValueError } from "../core/errors.ts";
import { createToken } from "../core/ids.ts";
import type { IdleTimeout } from "../core/row.ts";
import type { SessionSettings } from "../core/settings.ts";
import { LIFETIME_MEMBER } from "../redis/json-lifetime.ts";
import type { JsonRowForm } from "../redis/json-row-form.ts";

/** The member of a row that holds the attributes of the session's cookie, and with them the lifetime. */
const COOKIE = "cookie";

/** The member as express-session writes it. */
interface StoredCookie {
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
    own: [COOKIE, LIFETIME_MEMBER],
    renewsOnRead: !disableTouch,
    idleOf: (members, now) => idleIn(cookieIn(members), ttl, now),
    prepare(members, idle, now) {
      const stored = members.has(COOKIE) ? cookieIn(members) : newCookie(settings);
      if (!stored) throw noCookieError();
      const before = typeof stored.originalMaxAge === "number" ? stored.originalMaxAge : null;
      const originalMaxAge = idle ? maxAgeOf(idle) : before;
      const cookie = idle || before !== null ? withMaxAge(stored, originalMaxAge, now) : stored;
      members.set(COOKIE, JSON.stringify(cookie));
      return idleIn(cookie, ttl, now) ?? ttl;
    },
  };
}

function cookieIn(members: ReadonlyMap<string, string>): StoredCookie | undefined {
  const text = members.get(COOKIE);
  const value: unknown = text === undefined ? undefined : JSON.parse(text);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
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

/** The members of a cookie stay in their order, and those of others stay. */
function withMaxAge(cookie: StoredCookie, originalMaxAge: number | null, now: number): StoredCookie {
  const expires = originalMaxAge === null ? null : new Date(now + originalMaxAge).toISOString();
  return { ...cookie, originalMaxAge, expires };
}

/** The cookie of a session that begins here, in the spelling of express-session. What is `undefined` does not stand in JSON. */
function newCookie({ cookie }: SessionSettings): StoredCookie & Record<string, unknown> {
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
