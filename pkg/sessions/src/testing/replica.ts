import type { AnyStore } from "../core/sealed-store.ts";
import type { SessionStore } from "../core/store.ts";
import type { AnySession, Exchange, Host, StartHost } from "./host.ts";
import { startNodeHost } from "./node-host.ts";

export { COOKIE_NAME } from "./host.ts";
export type { AnySession, Exchange } from "./host.ts";

/** A browser, as far as sessions are concerned: the cookie that it sends, and what the last response said of cookies. */
export class Browser {
  /** The `Cookie` header that it sends; `undefined` while it has none. */
  cookie: string | undefined;
  /** The `Set-Cookie` headers of the last response. */
  lastSetCookies: readonly string[] = [];
  /** The headers of the last response. */
  lastHeaders: Headers = new Headers();

  /** Another window of the same browser, as it is now. */
  copy(): Browser {
    const copy = new Browser();
    copy.cookie = this.cookie;
    return copy;
  }

  /** Takes note of a response. */
  receive(headers: Headers): void {
    this.lastHeaders = headers;
    this.lastSetCookies = headers.getSetCookie();
    for (const line of this.lastSetCookies) {
      const [pair = ""] = line.split(";");
      this.cookie = pair.endsWith("=") ? undefined : pair;
    }
  }
}

type Handler = (exchange: Exchange) => Promise<void>;

/** A server with sessions over one store, whose handlers are given with each request. */
export class Replica {
  /** Typed as one on a server: see `Stage.stores()`. */
  readonly store: SessionStore;
  readonly #handlers: Map<string, Handler>;
  readonly #host: Host;
  #visits = 0;

  private constructor(store: SessionStore, handlers: Map<string, Handler>, host: Host) {
    this.store = store;
    this.#handlers = handlers;
    this.#host = host;
  }

  /** @param startHost - starts its server. Default: one of `node:http` */
  static async start(store: AnyStore, startHost: StartHost = startNodeHost): Promise<Replica> {
    const handlers = new Map<string, Handler>();
    const host = await startHost(store, async (exchange) => {
      const path = exchange.request.url ?? "";
      const handler = handlers.get(path);
      handlers.delete(path);
      await handler?.(exchange);
    });
    return new Replica(store as SessionStore, handlers, host);
  }

  /**
   * Lets a browser make one request, which the handler answers.
   *
   * @returns what the handler returned, once the browser has the response; rejects with what the handler threw
   */
  async visit<Result>(
    browser: Browser,
    handler: (session: AnySession, exchange: Exchange) => Result | Promise<Result>,
  ): Promise<Result> {
    return this.request(browser, async (exchange) => handler(await exchange.session(), exchange));
  }

  /** The same for a handler that asks for the session itself, or does not. */
  async request<Result>(
    browser: Browser,
    handler: (exchange: Exchange) => Result | Promise<Result>,
  ): Promise<Result> {
    const path = `/${(this.#visits += 1)}`;
    const outcome = new Promise<Result>((resolve, reject) => {
      this.#handlers.set(path, async (exchange) => {
        try {
          resolve(await handler(exchange));
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
    });
    outcome.catch(() => undefined); // awaited below, after the response
    const headers = browser.cookie === undefined ? {} : { cookie: browser.cookie };
    const response = await fetch(`http://127.0.0.1:${this.#host.port}${path}`, { headers });
    await response.arrayBuffer();
    browser.receive(response.headers);
    return outcome;
  }

  close(): Promise<void> {
    return this.#host.close();
  }
}
