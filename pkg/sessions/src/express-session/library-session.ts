import type { ServerResponse } from "node:http";
import { connectRecordsOf } from "../core/connect/connect-records.ts";
import type { ConnectRecords } from "../core/connect/connect-records.ts";
import { ConnectSession } from "../core/connect/connect-session.ts";
import type { ConnectRecord } from "../core/connect/connect-session.ts";
import type { CookieAttributes } from "../core/settings/cookie-options.ts";
import { SessionGoneError } from "../core/errors.ts";
import type { Session } from "../core/session/session.ts";
import { destroyedError } from "../core/session/state-errors.ts";
import type { SessionStore } from "../core/store.ts";
import { markPrivate } from "../http/response/private-response.ts";
import { expireCookie } from "../http/cookie/set-cookie.ts";
import type { SessionConfig } from "./config.ts";
import { newCookie } from "./new-cookie.ts";
import { RequestCarrier } from "./request-carrier.ts";
import type { CarrierHost } from "./request-carrier.ts";
import { isSecureRequest } from "./request-properties.ts";
import type { ConnectRequest } from "./connect-request.ts";

/** What is done about the session of the request. */
export interface SessionOwner {
  /** Looks after a session that has taken the place of the request's. */
  watch(session: ConnectSession): void;
  /** The handler was told that this session was not stored as it is. */
  noteUnstored(session: ConnectSession): void;
  /** The session of the request cannot go on: a new one takes its place. */
  begin(): void;
}

/**
 * The session of this library behind the `req.session` of one request, on a store of this library: for `getSession()`, and so that a
 * session which gets another id keeps its request.
 */
export class LibrarySession implements CarrierHost {
  readonly cookieName: string;
  /** False once the response can be given no cookie any more. */
  takesCookies = true;
  readonly #config: SessionConfig;
  readonly #store: SessionStore;
  readonly #request: ConnectRequest;
  readonly #owner: SessionOwner;
  readonly #records: ConnectRecords;
  /** The one that was asked for last. */
  #current: Session | undefined;
  /** The id whose cookie the browser is to get, whatever the middleware finds. */
  #issuedId: string | undefined;
  #ended: { readonly id: string; readonly cookie: CookieAttributes } | undefined;

  constructor(config: SessionConfig, store: SessionStore, request: ConnectRequest, owner: SessionOwner) {
    this.#config = config;
    this.#store = store;
    this.#request = request;
    this.#owner = owner;
    this.#records = connectRecordsOf(store);
    this.cookieName = config.name;
  }

  read(id: string): Promise<ConnectRecord | null> {
    return this.#records.read(id, new RequestCarrier(this, id, newCookie(this.#config, this.#request)));
  }

  /** @throws SessionStateError when the request has none any more */
  async load(): Promise<Session> {
    const { session } = this.#request;
    if (session instanceof ConnectSession) {
      if (!this.#records.sessionOf(session)) {
        this.#records.begin(session.id, session, new RequestCarrier(this, session.id, session.cookie));
      }
      this.#current = this.#records.sessionOf(session) as Session | undefined;
    }
    if (!this.#current) throw destroyedError("load");
    return this.#current;
  }

  issue(from: string, to: string): void {
    const request = this.#request;
    const { session } = request;
    this.#issuedId = to;
    if (from === to || request.sessionID !== from) return;
    request.sessionID = to;
    if (!(session instanceof ConnectSession)) return;
    const renamed = new ConnectSession(request as { readonly sessionID: string }, session);
    this.#records.adopt(session, renamed);
    request.session = renamed;
    this.#owner.watch(renamed);
  }

  /**
   * What an operation did not store must not be stored by the middleware after all, as long as the handler changes nothing more; and
   * nothing at all of a session that has ended or could not be made its user's.
   */
  rejected(target: object | undefined, operation: string, error: unknown): void {
    const { session } = this.#request;
    if (session !== target || !(session instanceof ConnectSession)) return;
    if (operation === "bind" || error instanceof SessionGoneError) this.#owner.begin();
    else this.#owner.noteUnstored(session);
  }

  end(id: string, cookie: CookieAttributes): void {
    this.#ended = { id, cookie };
    if (this.#request.sessionID === id) delete this.#request.session;
  }

  /** Whether the browser is to get the cookie with this id although the middleware may have found no change. */
  isIssued(id: unknown): boolean {
    return this.#issuedId !== undefined && this.#issuedId === id;
  }

  hasEnded(id: unknown): boolean {
    return this.#ended?.id === id;
  }

  /** Whether this process has destroyed or moved the session meanwhile. */
  isDead(id: string): boolean {
    const { ids, retired } = this.#store;
    return ids !== undefined && retired.has(ids.handleOf(id));
  }

  /** Takes the cookie of a session that has ended from the browser. */
  expireCookie(response: ServerResponse): void {
    if (!this.#ended || this.#request.session) return;
    const { cookie } = this.#ended;
    const isSecure =
      cookie.secure === "auto" ? isSecureRequest(this.#request, this.#config.proxy) : cookie.secure;
    response.appendHeader("Set-Cookie", expireCookie(this.cookieName, cookie, isSecure));
    if (this.#config.privateResponses) markPrivate(response);
  }
}
