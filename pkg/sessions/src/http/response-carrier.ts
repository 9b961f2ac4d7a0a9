import type { IncomingMessage, ServerResponse } from "node:http";
import type { SessionCarrier } from "../core/carrier.ts";
import type { CookieAttributes } from "../core/cookie-options.ts";
import type { SessionAddress } from "../core/session-address.ts";
import type { SessionStore } from "../core/store.ts";
import { beforeHead } from "./before-head.ts";
import { problemOfCookie } from "./cookie-name.ts";
import { markPrivate } from "./private-response.ts";
import type { SentCookie } from "./sent-cookie.ts";
import { expireCookie, setCookie } from "./set-cookie.ts";

/** Where the cookies of one named session come from. */
export interface CookieSource {
  readonly name: string;
  readonly store: SessionStore;
  /** The value of the cookie that leads to an address. */
  valueFor(address: SessionAddress): string;
}

/** Carries one session's cookie on one response: at most one `Set-Cookie`, and none of an id that is dead when the head leaves. */
export class ResponseCarrier implements SessionCarrier {
  readonly #source: CookieSource;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #sent: SentCookie;
  /** The `Set-Cookie` of this session on this response. */
  #line: string | undefined;
  /** Whose id that line carries; `undefined` when it takes the cookie away. */
  #address: SessionAddress | undefined;

  constructor(source: CookieSource, request: IncomingMessage, response: ServerResponse, sent: SentCookie) {
    this.#source = source;
    this.#request = request;
    this.#response = response;
    this.#sent = sent;
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

  issue(address: SessionAddress, cookie: CookieAttributes): void {
    const value = this.#source.valueFor(address);
    this.#put(setCookie(this.#source.name, value, cookie, this.#isSecure(cookie)), address);
  }

  clear(cookie: CookieAttributes): void {
    if (this.#sent.isPresent) {
      this.#put(expireCookie(this.#source.name, cookie, this.#isSecure(cookie)), undefined);
    } else if (this.#line !== undefined) {
      this.#withdraw(); // the browser never had it
    }
  }

  #put(line: string, address: SessionAddress | undefined): void {
    if (this.#line === undefined) beforeHead(this.#response, () => this.#settle());
    else this.#removeLine(this.#line);
    this.#line = line;
    this.#address = address;
    this.#response.appendHeader("Set-Cookie", line);
  }

  /** The last look before the head leaves: another request of this process may have ended or moved the session meanwhile. */
  #settle(): void {
    if (this.#line === undefined) return;
    if (this.#address && this.#source.store.retired.has(this.#address.handle)) {
      this.#withdraw();
      return;
    }
    if (!this.#lines().includes(this.#line)) this.#response.appendHeader("Set-Cookie", this.#line);
    markPrivate(this.#response);
  }

  #withdraw(): void {
    if (this.#line !== undefined) this.#removeLine(this.#line);
    this.#line = undefined;
    this.#address = undefined;
  }

  #removeLine(line: string): void {
    const others = this.#lines().filter((other) => other !== line);
    if (others.length > 0) this.#response.setHeader("Set-Cookie", others);
    else this.#response.removeHeader("Set-Cookie");
  }

  #lines(): string[] {
    const header = this.#response.getHeader("Set-Cookie");
    if (header === undefined) return [];
    return Array.isArray(header) ? header : [String(header)];
  }

  #isSecure({ secure }: CookieAttributes): boolean {
    return secure === "auto" ? isSecureRequest(this.#request) : secure;
  }
}

/** Express knows it from the socket, or from the proxies that it was told to trust; a plain request from the socket alone. */
function isSecureRequest(request: IncomingMessage): boolean {
  if ("secure" in request && typeof request.secure === "boolean") return request.secure;
  return "encrypted" in request.socket && request.socket.encrypted === true;
}
