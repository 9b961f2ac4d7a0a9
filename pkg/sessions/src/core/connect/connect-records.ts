import { MAX_LIFETIME_SECONDS } from "../cookie-options.ts";
import { Entries } from "../entries.ts";
import { loadSession } from "../load-session.ts";
import { RecentMap } from "../recent-map.ts";
import type { IdleTimeout } from "../row.ts";
import { Session } from "../session.ts";
import { addressOf, noteRenewal } from "../session-address.ts";
import type { SessionAddress } from "../session-address.ts";
import type { Delta, SessionStore } from "../store.ts";
import type { ConnectCookieData } from "./connect-cookie.ts";
import type { ConnectRecord } from "./connect-session.ts";

/** Addresses remembered at least, for when each was renewed last. */
const KNOWN_SESSIONS = 10_000;

/** The entry that holds the cookie of an express-session session. */
const COOKIE = "cookie";

/** The session of this library that a record or an express-session session was read from. */
type Origin = Session<Record<string, unknown>>;

/**
 * The sessions of a store of this library as express-session wants them: one record each, with the cookie in it.
 *
 * It remembers of each record what was read, so that writing it writes what the application changed, and no more.
 */
export class ConnectRecords {
  readonly #store: SessionStore;
  readonly #origins = new WeakMap<object, Origin>();
  readonly #addresses = new RecentMap<SessionAddress>(KNOWN_SESSIONS);

  constructor(store: SessionStore) {
    this.#store = store;
  }

  async read(id: string): Promise<ConnectRecord | null> {
    const origin = await loadSession<Record<string, unknown>>(this.#store, this.#addressOf(id));
    if (!origin) return null;
    const record: ConnectRecord = { cookie: cookieOf(origin) };
    for (const key of origin.keys()) if (key !== COOKIE) record[key] = origin.get(key);
    this.#origins.set(record, origin);
    return record;
  }

  /** The session that was made of a record stands for it from now on. */
  adopt(record: object, session: object): void {
    const origin = this.#origins.get(record);
    if (origin) this.#origins.set(session, origin);
  }

  /** Writes what changed since the session was read; one that was never read is written whole. */
  async write(id: string, session: object): Promise<void> {
    const values = valuesOf(session);
    const lifeMs = lifeOf(session);
    if (lifeMs !== undefined && lifeMs <= 0) {
      await this.remove(id);
      return;
    }
    const origin = this.#origins.get(session);
    if (origin?.id !== id) {
      await this.#put(id, session, values);
      return;
    }
    for (const key of origin.keys()) if (!values.has(key)) origin.delete(key);
    for (const [key, value] of values) origin.set(key, value);
    if (lifeMs !== lifeOf({ cookie: cookieOf(origin) })) origin.options({ maxAge: secondsOf(lifeMs) });
    await origin.save();
  }

  /** Lets a session live on. Reading it has renewed it, so there is something to do only if its cookie was changed. */
  async touch(id: string, session: object): Promise<void> {
    const origin = this.#origins.get(session);
    const cookie = valuesOf(session).get(COOKIE);
    if (origin?.id !== id) {
      await loadSession(this.#store, this.#addressOf(id));
    } else if (JSON.stringify(cookie) !== JSON.stringify(origin.get(COOKIE))) {
      origin.set(COOKIE, cookie);
      origin.options({ maxAge: secondsOf(lifeOf(session)) });
      await origin.save();
    }
  }

  async remove(id: string): Promise<void> {
    const { handle } = this.#addressOf(id);
    await this.#store.remove(handle);
    this.#store.retired.set(handle, true);
    this.#addresses.delete(id);
  }

  #addressOf(id: string): SessionAddress {
    const known = this.#addresses.get(id);
    if (known) return known;
    const address = addressOf(id, this.#store.settings.idleSeconds * 1000, this.#store.ids);
    this.#addresses.set(id, address);
    return address;
  }

  /** Stores a whole session, in the place of one that there may be. */
  async #put(id: string, session: object, values: ReadonlyMap<string, unknown>): Promise<void> {
    const address = this.#addressOf(id);
    const { settings } = this.#store;
    const entries = new Entries(settings.serializer, new Map());
    for (const [key, value] of values) entries.set(key, value);
    const { set } = entries.changes();
    const idle = idleFor(lifeOf(session), settings.idleSeconds);
    const lifetime = { idle, absoluteSeconds: settings.absoluteSeconds };
    const head = await this.#store.insert(address.handle, new Map(set), lifetime);
    if (head) {
      address.absoluteEnd = head.absoluteEnd;
      noteRenewal(address, head);
      const row = { head, entries: new Map(set) };
      this.#origins.set(session, new Session(this.#store, { stored: { address, row } }));
      return;
    }
    const delta: Delta = { clear: true, set, remove: [], idle };
    if ((await this.#store.merge(address.handle, delta)) === "gone") await this.#put(id, session, values);
  }
}

/** What JSON leaves out of an object. */
const UNSTORED: readonly string[] = ["undefined", "function", "symbol"];

/** What is to be stored of a session: what JSON keeps of its properties. */
function valuesOf(session: object): Map<string, unknown> {
  const values = new Map<string, unknown>();
  for (const [key, value] of Object.entries(session)) {
    if (key === COOKIE) values.set(key, storedCookie(session));
    else if (!UNSTORED.includes(typeof value)) values.set(key, value);
  }
  return values;
}

/** A cookie without the moment at which it ends, which each request sets anew and the row keeps in its own way. */
function storedCookie(session: object): ConnectCookieData {
  const cookie: unknown = Reflect.get(session, COOKIE);
  return { ...(JSON.parse(JSON.stringify(cookie ?? {})) as ConnectCookieData), expires: undefined };
}

/** The cookie of a stored session; one that was not stored through express-session gets express-session's. */
function cookieOf(origin: Origin): ConnectCookieData {
  const stored = origin.get(COOKIE);
  const isCookie = typeof stored === "object" && stored !== null;
  const cookie = isCookie
    ? (stored as ConnectCookieData)
    : { originalMaxAge: null, path: "/", httpOnly: true };
  const { originalMaxAge } = cookie;
  const expires = typeof originalMaxAge === "number" ? new Date(Date.now() + originalMaxAge) : null;
  return { ...cookie, expires };
}

/** Milliseconds that a session's cookie gives it; `undefined` when it says nothing. */
function lifeOf(session: { readonly cookie?: unknown }): number | undefined {
  const { originalMaxAge } = (session.cookie ?? {}) as { readonly originalMaxAge?: unknown };
  return typeof originalMaxAge === "number" && !Number.isNaN(originalMaxAge) ? originalMaxAge : undefined;
}

function idleFor(lifeMs: number | undefined, idleSeconds: number): IdleTimeout {
  const seconds = secondsOf(lifeMs);
  return seconds > 0 ? { seconds, fromMaxAge: true } : { seconds: idleSeconds, fromMaxAge: false };
}

/** As a `maxAge` in seconds, where 0 stands for none. */
function secondsOf(lifeMs: number | undefined): number {
  return lifeMs === undefined ? 0 : Math.min(Math.ceil(lifeMs / 1000), MAX_LIFETIME_SECONDS);
}
