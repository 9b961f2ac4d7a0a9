import type { ServerResponse } from "node:http";
import type { SessionCarrier } from "../../core/session/carrier.ts";
import type { CookieAttributes } from "../../core/settings/cookie-options.ts";
import type { SessionAddress } from "../../core/session/session-address.ts";
import type { SessionStore } from "../../core/store.ts";
import { problemOfCookie } from "../cookie/cookie-name.ts";
import { ResponseCookies } from "./response-cookies.ts";
import { isSecureCookie } from "../request/secure-request.ts";
import type { SentCookie } from "./sent-cookie.ts";
import type { SessionRequest } from "../request/session-request.ts";
import { expireCookie, setCookie } from "../cookie/set-cookie.ts";
import type { WithheldCookies } from "./withheld-cookies.ts";

/** Where the cookies of one named session come from. */
export interface CookieSource {
  readonly name: string;
  readonly store: SessionStore;
  readonly withheld: WithheldCookies;
  readonly cookie: CookieAttributes;
  /** The value of the cookie that leads to an address. */
  valueFor(address: SessionAddress): string;
}

/** Carries one session's cookie on one response: at most one `Set-Cookie`, and none of an id that is dead when the head leaves. */
export class ResponseCarrier implements SessionCarrier {
  readonly #source: CookieSource;
  readonly #request: SessionRequest;
  readonly #response: ServerResponse;
  readonly #sent: SentCookie;
  /** Made when it is first needed: most responses carry no session cookie. */
  #cookies: ResponseCookies | undefined;
  /** Whose id the cookie on this response carries; `undefined` when it takes the cookie away. */
  #address: SessionAddress | undefined;

  constructor(source: CookieSource, request: SessionRequest, response: ServerResponse, sent: SentCookie) {
    this.#source = source;
    this.#request = request;
    this.#response = response;
    this.#sent = sent;
  }

  get cookie(): CookieAttributes {
    return this.#source.cookie;
  }

  get open(): boolean {
    return !this.#response.headersSent;
  }

  get isStale(): boolean {
    return this.#sent.known?.isStale === true;
  }

  problemOf(cookie: CookieAttributes): string | undefined {
    return problemOfCookie(this.#source.name, cookie);
  }

  withhold(): void {
    this.#source.withheld.note("headers-sent");
  }

  issue(address: SessionAddress, cookie: CookieAttributes): void {
    const value = this.#source.valueFor(address);
    this.#source.withheld.noteSent(cookie, this.#request);
    this.#put(setCookie(this.#source.name, value, cookie, isSecureCookie(cookie, this.#request)), address);
  }

  clear(cookie: CookieAttributes): void {
    if (this.#sent.isPresent) {
      this.#put(expireCookie(this.#source.name, cookie, isSecureCookie(cookie, this.#request)), undefined);
    } else {
      this.#cookies?.withdraw(); // the browser never had it
    }
  }

  #put(line: string, address: SessionAddress | undefined): void {
    this.#address = address;
    this.#cookies ??= new ResponseCookies(this.#response, () => this.#isDead());
    this.#cookies.replace([line]);
  }

  /** Another request of this process may have ended or moved the session meanwhile. */
  #isDead(): boolean {
    const isDead = this.#address !== undefined && this.#source.store.retired.has(this.#address.handle);
    if (isDead) this.#source.withheld.note("ended");
    return isDead;
  }
}
