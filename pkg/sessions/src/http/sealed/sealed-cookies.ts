import type { CookieAttributes } from "../../core/settings/cookie-options.ts";
import { SessionCookieError } from "../../core/errors.ts";
import { ownText } from "../../core/own-text.ts";
import { RecentMap } from "../../core/recent-map.ts";
import { newerFormatError } from "../../core/row/row-errors.ts";
import { NEWER_FORMAT } from "../../core/row/row.ts";
import { chunkNames, cutValue, joinParts, roomsIn } from "../cookie/cookie-chunks.ts";
import { cookieValues } from "../cookie/cookie-header.ts";
import { decodePayload, encodePayload, isAlive } from "./sealed-payload.ts";
import type { SealedSession } from "./sealed-payload.ts";
import type { Sealing } from "./sealing.ts";
import { expireCookie, setCookie } from "../cookie/set-cookie.ts";

/** What a request brought of one session's cookies. */
export interface SentSession {
  /** Which of the session's cookies there were, be they forged. */
  readonly names: readonly string[];
  /** The one session that they prove. */
  readonly session: SealedSession | undefined;
  /** Whether an older secret sealed it. */
  readonly isStale: boolean;
}

/** What a request without any cookie of the session brought. */
const NOTHING: SentSession = { names: [], session: undefined, isStale: false };

/** What a value was found to hold that no one but the owner of the secrets can have made. */
interface OpenedSession {
  readonly session: SealedSession;
  readonly isStale: boolean;
}

/**
 * Values remembered at least as opened. A visitor sends the same one again until it is renewed or changed, and opening it is half of
 * what a read costs. Values with their sessions take 2 KB each at 300 bytes and 30 KB at the most.
 */
const REMEMBERED_VALUES = 1000;

/** Writes sessions into cookies and reads them back: one name, one way of sealing, as many cookies as it takes. */
export class SealedCookies {
  readonly names: readonly string[];
  readonly #sealing: Sealing;
  readonly #opened = new RecentMap<OpenedSession>(REMEMBERED_VALUES);

  constructor(name: string, sealing: Sealing) {
    this.names = chunkNames(name);
    this.#sealing = sealing;
  }

  /** The most bytes of a payload that fit into cookies with these attributes. */
  capacityOf(attributes: CookieAttributes, isSecure: boolean): number {
    const rooms = this.#rooms(attributes, isSecure);
    return this.#sealing.capacityOf(rooms.reduce((sum, room) => sum + room, 0));
  }

  /**
   * The `Set-Cookie` headers that give a session to the browser, and take from it those cookies among `sent` that the session needs no more.
   *
   * @throws SessionCookieError `ERR_SESSION_COOKIE_TOO_LARGE` when it does not fit
   */
  give(
    session: SealedSession,
    sent: readonly string[],
    attributes: CookieAttributes,
    isSecure: boolean,
  ): readonly string[] {
    const payload = encodePayload(session);
    const capacity = this.capacityOf(attributes, isSecure);
    this.requireRoom(Buffer.byteLength(payload), capacity);
    const parts = cutValue(this.#sealing.seal(payload), this.#rooms(attributes, isSecure));
    const given = this.names.slice(0, parts.length);
    const lines = given.map((name, index) => setCookie(name, parts[index] ?? "", attributes, isSecure));
    const left = sent.filter((name) => !given.includes(name));
    return [...lines, ...this.take(left, attributes, isSecure)];
  }

  /** The `Set-Cookie` headers that take cookies from the browser. */
  take(names: readonly string[], attributes: CookieAttributes, isSecure: boolean): readonly string[] {
    return names.map((name) => expireCookie(name, attributes, isSecure));
  }

  /** @throws SessionCookieError `ERR_SESSION_COOKIE_TOO_LARGE` when a payload has more bytes than fit */
  requireRoom(bytes: number, capacity: number): void {
    if (bytes <= capacity) return;
    const message = `Cannot create the session cookie: the session has ${bytes} bytes, ${capacity} fit into ${this.names.length} cookies`;
    throw new SessionCookieError(message, "ERR_SESSION_COOKIE_TOO_LARGE");
  }

  /**
   * The session that a request's cookies prove. Values that do not open or have expired prove nothing; two different sessions prove
   * none. Of one session sealed twice, as cookies of two paths may hold it, the younger counts.
   *
   * @throws SessionStoreError `ERR_SESSION_FORMAT_NEWER` for a session that a newer release sealed
   */
  find(header: string | undefined, now: number): SentSession {
    if (header === undefined) return NOTHING;
    const valuesByName = this.names.map((name) => cookieValues(header, name));
    const names = this.names.filter((_, index) => valuesByName[index]?.length);
    if (names.length === 0) return NOTHING;
    let found: SentSession = { names, session: undefined, isStale: false };
    for (const value of this.#wholeValues(valuesByName)) {
      const opened = this.#open(value);
      if (!opened || !isAlive(opened.session, now)) continue;
      if (found.session && found.session.id !== opened.session.id) return { ...NOTHING, names };
      if (!found.session || found.session.sealedAt < opened.session.sealedAt) found = { names, ...opened };
    }
    return found;
  }

  #wholeValues([first = [], ...others]: readonly (readonly string[])[]): readonly string[] {
    const begun = first.filter((value) => value.startsWith(this.#sealing.beginning));
    return joinParts([begun, ...others], (value) => this.#sealing.isWhole(value));
  }

  #open(value: string): OpenedSession | undefined {
    const opened = this.#opened.get(value) ?? this.#openUnknown(value);
    if (!opened) return undefined;
    const { session, isStale } = opened;
    const { head, entries } = session.row;
    // A request takes its entries over and writes into them; the next one must not see that.
    return { session: { ...session, row: { head, entries: new Map(entries) } }, isStale };
  }

  /** What does not open is not remembered: forged values drive out none that count. */
  #openUnknown(value: string): OpenedSession | undefined {
    const opened = this.#sealing.open(value);
    if (!opened) return undefined;
    const session = decodePayload(opened.text);
    if (session === NEWER_FORMAT) throw newerFormatError("read");
    if (!session) return undefined;
    const known = { session, isStale: opened.isStale };
    this.#opened.set(ownText(value), known);
    return known;
  }

  #rooms(attributes: CookieAttributes, isSecure: boolean): readonly number[] {
    return roomsIn(this.names.map((name) => setCookie(name, "", attributes, isSecure)));
  }
}
