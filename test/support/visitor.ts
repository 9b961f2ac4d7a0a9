import type { Express } from "express";
import request, { type Response, type Test } from "supertest";

/**
 * Somebody with a browser: keeps cookies, and sends them to whichever replica it is told to ask, as if a load
 * balancer had chosen. It does not follow redirects.
 */
export class Visitor {
  readonly #cookies = new Map<string, string>();

  get(app: Express, path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return this.#send(request(app).get(path).set(headers));
  }

  post(
    app: Express,
    path: string,
    form: Readonly<Record<string, string>> = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    return this.#send(request(app).post(path).set(headers).type("form").send(form));
  }

  /** What the next request says in its Cookie header; empty when it says nothing. */
  get cookieHeader(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
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

/** The Set-Cookie headers of a response. */
export function setCookies(response: Response): string[] {
  const headers: unknown = response.headers["set-cookie"];
  return Array.isArray(headers) ? headers.map(String) : [];
}
