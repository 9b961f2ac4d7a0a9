import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Session } from "../core/session.ts";
import type { AnyStore } from "../core/sealed-store.ts";
import type { SessionStore } from "../core/store.ts";
import { getSession } from "../http/get-session.ts";
import { sessions } from "../express/sessions.ts";

/** The name of the cookie that replicas use. */
export const COOKIE_NAME = "contract";

/** A session whose keys are any text. */
export type AnySession = Session<Record<string, unknown>>;

/** One request and its response, as a handler of a replica holds them. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The session of this request, as the handler of an application gets it. */
  session(): Promise<AnySession>;
}

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
  readonly #server: Server;
  readonly #url: string;
  readonly #handlers = new Map<string, Handler>();
  #visits = 0;

  private constructor(store: SessionStore, server: Server) {
    this.store = store;
    this.#server = server;
    this.#url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** A server on a free port of this machine. */
  static async start(store: AnyStore): Promise<Replica> {
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    const replica = new Replica(store as SessionStore, server);
    const mount = sessions(COOKIE_NAME, store, { warnUnsaved: false }); // many cases leave changes unsaved on purpose
    server.on("request", (request, response) => {
      mount(request, response, () => void replica.#serve(request, response));
    });
    return replica;
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
    const response = await fetch(this.#url + path, { headers });
    await response.arrayBuffer();
    browser.receive(response.headers);
    return outcome;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? "";
    const handler = this.#handlers.get(path);
    this.#handlers.delete(path);
    await handler?.({ request, response, session: () => getSession<Record<string, unknown>>(request) });
    response.end();
  }
}
