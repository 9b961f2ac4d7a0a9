import { MAX_LIFETIME_SECONDS } from "../settings/cookie-options.ts";
import { Entries } from "../values/entries.ts";
import { loadSession } from "../session/load-session.ts";
import { ownText } from "../own-text.ts";
import { RecentMap } from "../recent-map.ts";
import type { IdleTimeout } from "../row/row.ts";
import { Session } from "../session/session.ts";
import { addressAfter, addressOf, noteRenewal } from "../session/session-address.ts";
import type { SessionAddress } from "../session/session-address.ts";
import { MOST_HOPS } from "../rotation/session-moved.ts";
import type { Delta, MovedSession, SessionStore } from "../store.ts";
import type { ConnectCookieData } from "./connect-cookie.ts";
import type { ConnectRecord } from "./connect-session.ts";
import { COOKIE, isApplicationKey, storedCookie, valuesOf } from "./connect-values.ts";
import type { ConnectCarrier, ConnectView } from "./connect-view.ts";

/** Addresses remembered at least, for when each was renewed last. */
const KNOWN_SESSIONS = 10_000;

/** The session of this library that a record or an express-session session was read from. */
interface Origin {
  readonly session: Session<Record<string, unknown>>;
  /** Where a request also holds its values. */
  readonly view: ConnectView | undefined;
}

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

  /** @param carrier - lets the session get another id, and be used through `sessionOf()` */
  async read(id: string, carrier?: ConnectCarrier): Promise<ConnectRecord | null> {
    const address = this.#addressOf(id);
    const session = await loadSession<Record<string, unknown>>(this.#store, address, carrier);
    if (!session) return null;
    const record: ConnectRecord = { cookie: cookieOf(session, carrier?.cookieOfRow()) };
    for (const key of session.keys()) if (key !== COOKIE) record[key] = session.get(key);
    this.#origins.set(record, { session, view: carrier?.mirror });
    return record;
  }

  /** Begins a session of this library for an express-session session that is not stored yet. */
  begin(id: string, session: object, carrier: ConnectCarrier): void {
    const begun = new Session<Record<string, unknown>>(this.#store, {
      address: this.#addressOf(id),
      carrier,
    });
    carrier.mirror.target = session;
    this.#origins.set(session, { session: begun, view: carrier.mirror });
  }

  /** What stood for a session does so in another form from now on: the record that was read, or the session under its former id. */
  adopt(before: object, session: object): void {
    const origin = this.#origins.get(before);
    if (!origin) return;
    this.#origins.set(session, origin);
    if (origin.view) origin.view.target = session;
  }

  /** The session of this library that stands behind a record or an express-session session. */
  sessionOf(session: object): Session<Record<string, unknown>> | undefined {
    return this.#origins.get(session)?.session;
  }

  /** Writes what changed since the session was read; one that was never read is written whole. */
  async write(id: string, session: object): Promise<void> {
    const lifeMs = lifeOf(session);
    if (lifeMs !== undefined && lifeMs <= 0) {
      await this.remove(id);
      return;
    }
    const origin = this.#originOf(id, session);
    if (!origin) await this.#put(id, session);
    else if (origin.view) await origin.view.whileWriting(() => this.#change(origin, session));
    else await this.#change(origin, session);
  }

  /** Lets a session live on. Reading it has renewed it, so there is something to do only if its cookie was changed. */
  async touch(id: string, session: object): Promise<void> {
    const origin = this.#originOf(id, session);
    if (!origin) await loadSession(this.#store, this.#addressOf(id));
    else if (JSON.stringify(storedCookie(session)) !== JSON.stringify(origin.session.get(COOKIE))) {
      await this.write(id, session);
    }
  }

  async remove(id: string): Promise<void> {
    let address: SessionAddress | undefined = this.#addressOf(id);
    for (let hops = 0; address && hops <= MOST_HOPS; hops += 1) {
      const result: unknown = await this.#store.remove(address.handle);
      this.#store.retired.set(address.handle, true);
      // One that has moved lately ends where it went.
      address = isMoved(result) ? addressAfter(address, result.movedTo) : undefined;
    }
    this.#addresses.delete(id);
  }

  #originOf(id: string, session: object): Origin | undefined {
    const origin = this.#origins.get(session);
    return origin?.session.id === id || origin?.view?.target === session ? origin : undefined;
  }

  async #change({ session: origin }: Origin, session: object): Promise<void> {
    const lifeMs = lifeOf(session);
    const isOtherLife = lifeMs !== lifeOf({ cookie: cookieOf(origin) });
    const values = valuesOf(session);
    for (const key of origin.keys()) if (isApplicationKey(key) && !values.has(key)) origin.delete(key);
    for (const [key, value] of values) origin.set(key, value);
    origin.set(COOKIE, storedCookie(session));
    if (isOtherLife) origin.options({ maxAge: secondsOf(lifeMs) });
    await origin.save();
  }

  #addressOf(id: string): SessionAddress {
    const known = this.#addresses.get(id);
    if (known) return known;
    const address = addressOf(ownText(id), this.#store.settings.idleSeconds * 1000, this.#store.ids);
    this.#addresses.set(address.id, address);
    return address;
  }

  /** Stores a whole session, in the place of one that there may be. */
  async #put(id: string, session: object): Promise<void> {
    const address = this.#addressOf(id);
    const { settings } = this.#store;
    const entries = new Entries(settings.serializer, new Map());
    for (const [key, value] of valuesOf(session)) entries.set(key, value);
    entries.set(COOKIE, storedCookie(session));
    const { set } = entries.changes();
    const idle = idleFor(lifeOf(session), settings.idleSeconds);
    const lifetime = { idle, absoluteSeconds: settings.absoluteSeconds };
    const head = await this.#store.insert(address.handle, new Map(set), lifetime);
    if (head) {
      this.#store.retired.delete(address.handle); // an application's own ids may come again
      address.absoluteEnd = head.absoluteEnd;
      noteRenewal(address, head);
      const row = { head, entries: new Map(set) };
      const stored = new Session<Record<string, unknown>>(this.#store, { stored: { address, row } });
      this.#origins.set(session, { session: stored, view: undefined });
      return;
    }
    const delta: Delta = { clear: true, set, remove: [], idle };
    if ((await this.#store.merge(address.handle, delta)) === "gone") await this.#put(id, session);
  }
}

/** The cookie of a stored session; one that was not stored through express-session gets this one. */
function cookieOf(
  origin: Session<Record<string, unknown>>,
  unstored: ConnectCookieData = { originalMaxAge: null, path: "/", httpOnly: true },
): ConnectCookieData {
  const stored = origin.get(COOKIE);
  const isCookie = typeof stored === "object" && stored !== null;
  const cookie = isCookie ? (stored as ConnectCookieData) : unstored;
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

function isMoved(result: unknown): result is MovedSession {
  return typeof result === "object" && result !== null && "movedTo" in result;
}

const recordsOf = new WeakMap<SessionStore, ConnectRecords>();

/** Those of a store, whoever uses it. */
export function connectRecordsOf(store: SessionStore): ConnectRecords {
  const known = recordsOf.get(store);
  if (known) return known;
  const records = new ConnectRecords(store);
  recordsOf.set(store, records);
  return records;
}
