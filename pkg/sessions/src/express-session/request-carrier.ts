import type { ConnectCookie, ConnectCookieData } from "../core/connect/connect-cookie.ts";
import { ConnectView } from "../core/connect/connect-view.ts";
import type { ConnectCarrier } from "../core/connect/connect-view.ts";
import { DEFAULT_COOKIE_ATTRIBUTES, MAX_LIFETIME_SECONDS } from "../core/settings/cookie-options.ts";
import type { CookieAttributes, CookieOptions } from "../core/settings/cookie-options.ts";
import type { IdleTimeout, RowHead } from "../core/row/row.ts";
import type { SessionAddress } from "../core/session/session-address.ts";
import { problemOfCookie } from "../http/cookie/cookie-name.ts";

/** What a carrier asks of the request whose session it carries. */
export interface CarrierHost {
  readonly cookieName: string;
  /** Whether the response can still be given a cookie. */
  readonly takesCookies: boolean;
  /** The session is to reach the browser, under an id that it may just have got. */
  issue(from: string, to: string): void;
  /** An operation of the session that is this of the request, or was, was rejected. */
  rejected(session: object | undefined, operation: string, error: unknown): void;
  /** The session has ended, and its cookie is to leave the browser. */
  end(id: string, cookie: CookieAttributes): void;
}

/** Carries a session of this library in a request whose cookie is the affair of the middleware: it says what the cookie is to be. */
export class RequestCarrier implements ConnectCarrier {
  /** The middleware itself signs such a cookie anew. */
  readonly isStale = false;
  readonly mirror = new ConnectView();
  readonly cookie: CookieAttributes;
  readonly #host: CarrierHost;
  readonly #newCookie: ConnectCookie;
  #id: string;
  /** How long the session is kept that was read. */
  #idle: IdleTimeout | undefined;

  /** @param cookie - the cookie that a new session of this request has */
  constructor(host: CarrierHost, id: string, cookie: ConnectCookie) {
    this.#host = host;
    this.#id = id;
    this.#newCookie = cookie;
    this.cookie = attributesOf(cookie);
  }

  get open(): boolean {
    return this.#host.takesCookies || this.mirror.isWriting;
  }

  found({ idle }: RowHead): void {
    this.#idle = idle;
  }

  cookieOfRow(): ConnectCookieData {
    const { data } = this.#newCookie;
    return this.#idle?.fromMaxAge ? { ...data, originalMaxAge: this.#idle.seconds * 1000 } : data;
  }

  change({ maxAge, ...others }: CookieOptions): void {
    const cookie: unknown = this.mirror.target && Reflect.get(this.mirror.target, "cookie");
    if (this.mirror.isWriting || typeof cookie !== "object" || cookie === null) return;
    for (const [name, value] of Object.entries(others)) {
      if (value !== undefined) Reflect.set(cookie, name, value);
    }
    if (maxAge !== undefined) Reflect.set(cookie, "maxAge", maxAge === 0 ? null : maxAge * 1000);
  }

  withhold(): void {
    // Whoever needs the cookie is told by a rejection.
  }

  rejected(operation: string, error: unknown): void {
    if (!this.mirror.isWriting) this.#host.rejected(this.mirror.target, operation, error);
  }

  problemOf(cookie: CookieAttributes): string | undefined {
    return this.mirror.isWriting ? undefined : problemOfCookie(this.#host.cookieName, cookie);
  }

  issue({ id }: SessionAddress): void {
    const from = this.#id;
    this.#id = id;
    if (id !== from || (this.mirror.target && !this.mirror.isWriting)) this.#host.issue(from, id);
  }

  clear(cookie: CookieAttributes): void {
    this.#host.end(this.#id, cookie);
  }
}

const SAME_SITES: readonly unknown[] = ["strict", "lax", "none"];

/** The attributes of an express-session cookie as this library has them. */
function attributesOf(cookie: ConnectCookie): CookieAttributes {
  const { originalMaxAge, sameSite, secure } = cookie;
  const seconds = typeof originalMaxAge === "number" ? Math.ceil(originalMaxAge / 1000) : 0;
  const word = sameSite === true ? "strict" : sameSite;
  return {
    path: cookie.path || "/",
    domain: cookie.domain || undefined,
    maxAge: seconds > 0 ? Math.min(seconds, MAX_LIFETIME_SECONDS) : 0,
    secure: secure ?? false,
    httpOnly: Boolean(cookie.httpOnly),
    sameSite: SAME_SITES.includes(word)
      ? (word as CookieAttributes["sameSite"])
      : DEFAULT_COOKIE_ATTRIBUTES.sameSite,
    partitioned: Boolean(cookie.partitioned),
    priority: cookie.priority,
  };
}
