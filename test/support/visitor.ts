import type { Express } from "express";
import request, { type Response, type Test } from "supertest";

type Texts = Readonly<Record<string, string>>;

/**
 * Somebody with a browser: keeps cookies, and sends them to whichever replica it is told to ask, as if a load
 * balancer had chosen. It does not follow redirects.
 */
export class Visitor {
  readonly #cookies = new Map<string, string>();

  get(app: Express, path: string, headers: Texts = {}): Promise<Response> {
    return this.#send(request(app).get(path).set(headers));
  }

  /** Sends a form with the token of this browser, which a page at the same replica shows; without one when none does. */
  async post(app: Express, path: string, form: Texts = {}, headers: Texts = {}): Promise<Response> {
    const csrf = await this.token(app);
    return this.send(app, path, { ...form, ...(csrf !== "" && { csrf }) }, headers);
  }

  /** Sends a form as it is. */
  send(app: Express, path: string, form: Texts = {}, headers: Texts = {}): Promise<Response> {
    return this.#send(request(app).post(path).set(headers).type("form").send(form));
  }

  /** The token of the forms that this browser is shown; empty when there is none. */
  async token(app: Express): Promise<string> {
    return tokenIn(await this.get(app, "/register.html"));
  }

  /** What the next request says in its Cookie header; empty when it says nothing. */
  get cookieHeader(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  /** The value of a cookie. */
  cookie(name: string): string | undefined {
    return this.#cookies.get(name);
  }

  /** Gives the browser a cookie as an attacker does, who controls a neighbour or the network. */
  plant(name: string, value: string): void {
    this.#cookies.set(name, value);
  }

  /** Another browser with the same cookies, as a thief or a second tab has them. */
  copy(): Visitor {
    const visitor = new Visitor();
    for (const [name, value] of this.#cookies) visitor.#cookies.set(name, value);
    return visitor;
  }

  async #send(test: Test): Promise<Response> {
    const response = await (this.#cookies.size > 0 ? test.set("Cookie", this.cookieHeader) : test);
    for (const header of setCookies(response)) this.#keep(header);
    return response;
  }

  #keep(header: string): void {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
    if (/;\s*Max-Age=0\b/i.test(header)) this.#cookies.delete(name);
    else this.#cookies.set(name, value);
  }
}

/** The token in the first form of a page; empty when there is none. */
export function tokenIn({ text }: Pick<Response, "text">): string {
  return /name="csrf" value="([^"]*)"/.exec(text)?.[1] ?? "";
}

/** The Set-Cookie headers of a response. */
export function setCookies(response: Response): string[] {
  const headers: unknown = response.headers["set-cookie"];
  return Array.isArray(headers) ? headers.map(String) : [];
}

/** Those of them that are about the session. */
export function sessionCookies(response: Response): string[] {
  return setCookies(response).filter((cookie) => /^(__Host-)?HERTZ-SESSION=/.test(cookie));
}
