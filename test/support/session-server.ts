import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import type expressSession from "express-session";
import { onTestFinished } from "vitest";

/** What gives requests a session: express-session itself, or what takes its place. */
export type SessionFunction = typeof expressSession;
type Session = expressSession.Session & {
  cookie: expressSession.Cookie;
  count?: number;
  user?: string;
  [key: string]: unknown;
};

/** A request with what the middleware puts on it. */
interface Visit extends IncomingMessage {
  session: Session;
  sessionID: string;
  sessionStore: expressSession.Store;
  secure?: boolean;
  secret?: string;
  originalUrl?: string;
  cookies?: Record<string, string>;
  signedCookies?: Record<string, string>;
}

export type Handler = (request: Visit, response: ServerResponse) => void;

export interface ServeOptions {
  readonly session: SessionFunction;
  /** Over `{ secret, cookie: { maxAge: 60000 }, resave: true, saveUninitialized: true }`. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Answers. Default: an empty response. */
  readonly handler?: Handler;
  /** Runs before the session's middleware. */
  readonly before?: Handler;
  readonly server?: Server;
}

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  /** The lines of `Set-Cookie`. */
  readonly setCookies: readonly string[];
  /** For the next request: name and value of the first cookie that was set. */
  readonly cookie: string;
  /** The id in that cookie. */
  readonly id: string;
}

interface AskOptions {
  readonly cookie?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
}

export interface SessionServer {
  readonly url: string;
  /** Errors that were passed to `next()` after the response had begun. */
  readonly errors: readonly Error[];
  ask(path?: string, options?: AskOptions): Promise<Answer>;
}

/** A plain `node:http` server behind the middleware; it answers an error of it with its status, or 500, and its message. */
export async function serve(parts: ServeOptions): Promise<SessionServer> {
  const { session, options = {}, handler = (_request, response) => response.end(), before } = parts;
  const defaults = {
    secret: "keyboard cat",
    cookie: { maxAge: 60_000 },
    resave: true,
    saveUninitialized: true,
  };
  const mount = session({ ...defaults, ...options });
  const errors: Error[] = [];
  const { server = createServer() } = parts;
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    before?.(request as Visit, response);
    mount(request as never, response as never, (error?: unknown) => {
      if (!error) handler(request as Visit, response);
      else if (response.headersSent) errors.push(error as Error);
      else {
        response.statusCode = (error as { status?: number }).status ?? 500;
        response.end((error as Error).message);
      }
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, errors, ask: (path = "/", asked = {}) => ask(`${url}${path}`, asked) };
}

async function ask(url: string, { cookie, headers = {}, method = "GET" }: AskOptions): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: { ...headers, ...(cookie === undefined ? {} : { cookie }) },
    redirect: "manual",
  });
  const text = await response.text();
  const setCookies = response.headers.getSetCookie();
  const [pair = ""] = (setCookies[0] ?? "").split(";");
  const value = decodeURIComponent(pair.slice(pair.indexOf("=") + 1));
  const id = value.slice(2, value.lastIndexOf("."));
  return { status: response.status, text, headers: response.headers, setCookies, cookie: pair, id };
}

/** The attributes of a line of `Set-Cookie`, by their names in small letters; `""` for one without a value. */
export function attributesOf({ setCookies }: Answer): Readonly<Record<string, string>> {
  const [, ...attributes] = (setCookies[0] ?? "").split("; ");
  return Object.fromEntries(
    attributes.map((attribute) => {
      const [name = "", ...value] = attribute.split("=");
      return [name.toLowerCase(), value.join("=")];
    }),
  );
}

/** Counts the visits of a session. */
export const countVisits: Handler = (request, response) => {
  request.session.count = (request.session.count ?? 0) + 1;
  response.end(`visit ${request.session.count}`);
};
