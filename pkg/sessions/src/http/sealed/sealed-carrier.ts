import type { ServerResponse } from "node:http";
import type { SessionCarrier } from "../../core/session/carrier.ts";
import type { CookieAttributes } from "../../core/settings/cookie-options.ts";
import type { SessionAddress } from "../../core/session/session-address.ts";
import { problemOfCookie } from "../cookie/cookie-name.ts";
import { ResponseCookies } from "../response/response-cookies.ts";
import type { SealedCookies, SentSession } from "./sealed-cookies.ts";
import type { SealedRow } from "./sealed-row.ts";
import { isSecureCookie } from "../request/secure-request.ts";
import type { SessionRequest } from "../request/session-request.ts";
import type { WithheldCookies } from "../response/withheld-cookies.ts";

/** One request, and what its session is made of. */
export interface SealedExchange {
  readonly name: string;
  readonly cookie: CookieAttributes;
  readonly cookies: SealedCookies;
  readonly row: SealedRow;
  readonly request: SessionRequest;
  readonly response: ServerResponse;
  readonly sent: SentSession;
  readonly withheld: WithheldCookies;
}

/** Carries one session itself on one response: its row, sealed, in as many cookies as it takes. */
export class SealedCarrier implements SessionCarrier {
  readonly #exchange: SealedExchange;
  /** Made when it is first needed: most responses carry no session cookie. */
  #responseCookies: ResponseCookies | undefined;
  /** Whose session the cookies on this response hold; `undefined` when they take it away. */
  #address: SessionAddress | undefined;

  constructor(exchange: SealedExchange) {
    this.#exchange = exchange;
  }

  get cookie(): CookieAttributes {
    return this.#exchange.cookie;
  }

  get open(): boolean {
    return !this.#exchange.response.headersSent;
  }

  get isStale(): boolean {
    return this.#exchange.sent.isStale;
  }

  problemOf(cookie: CookieAttributes): string | undefined {
    return problemOfCookie(this.#exchange.name, cookie);
  }

  prepare(cookie: CookieAttributes): void {
    const { cookies, row, request } = this.#exchange;
    const capacity = cookies.capacityOf(cookie, isSecureCookie(cookie, request));
    row.limit((bytes) => cookies.requireRoom(bytes, capacity));
  }

  withhold(): void {
    this.#exchange.withheld.note("headers-sent");
  }

  issue(address: SessionAddress, cookie: CookieAttributes): void {
    const { cookies, row, request, sent, withheld } = this.#exchange;
    const session = row.toSeal(address.id);
    this.#put(cookies.give(session, sent.names, cookie, isSecureCookie(cookie, request)), address);
    withheld.noteSent(cookie, request);
  }

  clear(cookie: CookieAttributes): void {
    const { cookies, request, sent } = this.#exchange;
    this.#put(cookies.take(sent.names, cookie, isSecureCookie(cookie, request)), undefined);
  }

  #put(lines: readonly string[], address: SessionAddress | undefined): void {
    this.#address = address;
    this.#responseCookies ??= new ResponseCookies(this.#exchange.response, () => this.#isDead());
    this.#responseCookies.replace(lines);
  }

  #isDead(): boolean {
    const isDead = this.#address !== undefined && this.#exchange.row.hasEnded(this.#address.handle);
    if (isDead) this.#exchange.withheld.note("ended");
    return isDead;
  }
}
