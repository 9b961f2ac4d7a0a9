import type { ServerResponse } from "node:http";
import { checkRotation } from "../../core/rotation/can-rotate.ts";
import { reportLoad } from "../../core/diagnostics/report-load.ts";
import type { CookieAttributes } from "../../core/settings/cookie-options.ts";
import { loadSession } from "../../core/session/load-session.ts";
import { ownText } from "../../core/own-text.ts";
import { RecentMap } from "../../core/recent-map.ts";
import { Session } from "../../core/session/session.ts";
import { addressOf } from "../../core/session/session-address.ts";
import type { SessionAddress } from "../../core/session/session-address.ts";
import type { SessionStore } from "../../core/store.ts";
import { cookieValues } from "../cookie/cookie-header.ts";
import type { IdCookies } from "../../core/id-cookie.ts";
import { CookieSigner } from "../cookie/cookie-signer.ts";
import type { Mount } from "./mount.ts";
import { mountCookie } from "./mount-options.ts";
import type { MountOptions } from "./mount-options.ts";
import { ResponseCarrier } from "../response/response-carrier.ts";
import type { CookieSource } from "../response/response-carrier.ts";
import { NO_COOKIE } from "../response/sent-cookie.ts";
import { WithheldCookies } from "../response/withheld-cookies.ts";
import type { KnownCookie, SentCookie } from "../response/sent-cookie.ts";
import type { SessionRequest } from "../request/session-request.ts";

/** Cookies remembered at least. An entry takes about 500 bytes. */
const KNOWN_COOKIES = 10_000;

/** One named session of an application that a store holds: its cookie's name, its store, and the cookies that were verified lately. */
export class SessionMount implements Mount, CookieSource {
  readonly name: string;
  readonly cookieNames: readonly string[];
  readonly store: SessionStore;
  readonly withheld: WithheldCookies;
  readonly cookie: CookieAttributes;
  readonly #cookies: IdCookies;
  /** By value. It saves the HMAC and the SHA-256, and tells when the session was renewed; it never stands in for a read. */
  readonly #known = new RecentMap<KnownCookie>(KNOWN_COOKIES);

  /** @throws SessionConfigError when no cookie can have this name, or these attributes under this name, or the store cannot rotate as it is to */
  constructor(name: string, store: SessionStore, options: MountOptions = {}) {
    checkRotation(store);
    this.cookie = mountCookie(name, store, options);
    this.name = name;
    this.cookieNames = [name];
    this.store = store;
    this.withheld = new WithheldCookies(name, store);
    const { secrets } = store.settings;
    const signed = new CookieSigner(name, secrets);
    this.#cookies = store.cookiesOf?.(name, secrets, signed) ?? signed;
  }

  /**
   * The session that a request's cookie proves, or a new one. It asks the store only when a cookie was verified.
   *
   * @throws SessionStoreError when the store could not be asked: what could not be read is never taken for an empty session
   */
  async load(request: SessionRequest, response: ServerResponse): Promise<Session> {
    const sent = this.#sentBy(request);
    const carrier = new ResponseCarrier(this, request, response, sent);
    if (!sent.known) {
      reportLoad(this.store, sent.isPresent ? "refused" : "new");
      return new Session(this.store, { carrier });
    }
    const session = await loadSession(this.store, sent.known.address, carrier);
    if (session) return session;
    this.#known.delete(sent.known.value);
    return new Session(this.store, { carrier });
  }

  /** The cookie value for a session. It is remembered, so that the next request with it needs no verification. */
  valueFor(address: SessionAddress): string {
    const value = this.#cookies.sign(address.id);
    this.#known.set(value, {
      value,
      address,
      isStale: false,
      countsUntil: Date.now() + this.#cookies.lifeMs,
    });
    return value;
  }

  /** Of several cookies of one name those that verify count. Two that prove different sessions prove none. */
  #sentBy(request: SessionRequest): SentCookie {
    const header = request.headers.cookie;
    if (header === undefined) return NO_COOKIE;
    const values = cookieValues(header, this.name);
    let known: KnownCookie | undefined;
    for (const value of values) {
      const candidate = this.#known.get(value) ?? this.#verify(ownText(value));
      if (!candidate || candidate.countsUntil <= Date.now()) continue;
      if (known && known.address.id !== candidate.address.id) return { isPresent: true, known: undefined };
      known = candidate;
    }
    return { isPresent: values.length > 0, known };
  }

  #verify(value: string): KnownCookie | undefined {
    const verified = this.#cookies.verify(value);
    if (!verified) return undefined;
    const { id, isStale, countsUntil } = verified;
    const address = addressOf(id, this.store.settings.idleSeconds * 1000, this.store.ids);
    const known = { value, address, isStale, countsUntil };
    this.#known.set(value, known);
    return known;
  }
}
