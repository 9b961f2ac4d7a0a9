import { ConnectCookie } from "../core/connect/connect-cookie.ts";
import type { ConnectCookieOptions } from "../core/connect/connect-cookie.ts";
import { ConnectSession } from "../core/connect/connect-session.ts";
import { addSession } from "../http/mount/request-sessions.ts";
import { ConnectRedisStore } from "./connect-redis-store.ts";
import { configOf } from "./config.ts";
import type { SessionConfig } from "./config.ts";
import { ExpressSessionStore } from "./express-session-store.ts";
import { HeldResponse } from "./held-response.ts";
import { MemoryStore } from "./memory-store.ts";
import type { MemoryStore as ProcessStore } from "./memory-store.ts";
import { newCookie } from "./new-cookie.ts";
import { originalPathOf } from "./request-properties.ts";
import { RequestSession, secretsFor } from "./request-session.ts";
import type { ConnectRequest } from "./connect-request.ts";
import { sentId } from "./signed-cookie.ts";
import { Store } from "./store.ts";
import type {
  AbstractStore,
  SessionData as DeclaredData,
  SessionOptions as Options,
  SessionRequestHandler,
} from "./types.ts";

function createMiddleware(options: Options = {}): SessionRequestHandler {
  const config = configOf(options);
  const { store } = config;
  let isReady = true;
  store.generate = (request) => generate(config, request);
  store.on?.("disconnect", () => {
    isReady = false;
  });
  store.on?.("connect", () => {
    isReady = true;
  });
  return function mountSession(request: ConnectRequest, response, next) {
    if (request.session || !isReady || !isUnderPath(config, request)) {
      next();
      return;
    }
    const secrets = secretsFor(config, request);
    if (secrets.length === 0) {
      next(new Error("secret option required for sessions"));
      return;
    }
    request.sessionStore = store;
    const sent = sentId(request, config.name, secrets);
    request.sessionID = sent?.id;
    const requestSession = new RequestSession(config, request, sent);
    const mount = { name: config.name, store, cookie: undefined };
    addSession(request, { mount, load: () => requestSession.librarySession() });
    hold(response, requestSession, { isHeld: config.holdResponse, fail: next });
    requestSession.load(next);
  };
}

function hold(...parts: ConstructorParameters<typeof HeldResponse>): HeldResponse {
  return new HeldResponse(...parts);
}

/** Puts a new session on a request. */
function generate(config: SessionConfig, request: ConnectRequest): void {
  request.sessionID = config.genid(request);
  const created = new ConnectSession(request as { readonly sessionID: string });
  created.cookie = newCookie(config, request);
  request.session = created;
}

function isUnderPath(config: SessionConfig, request: ConnectRequest): boolean {
  return originalPathOf(request).startsWith(config.cookieFor(request).path || "/");
}

/**
 * The middleware that gives requests a session at `req.session`, with the options, the cookies and the stores of express-session. Whoever
 * loads it by `require()` gets this function, and everything else as its properties.
 *
 * @throws TypeError for an option that cannot work
 */
export const session = Object.assign(createMiddleware, {
  Store,
  MemoryStore,
  Cookie: ConnectCookie,
  Session: ConnectSession,
  ConnectRedisStore,
  ExpressSessionStore,
});

/** The types under the names that `@types/express-session` has: `session.SessionOptions`. */
export declare namespace session {
  export type Cookie = ConnectCookie;
  export type CookieOptions = ConnectCookieOptions;
  export type MemoryStore = ProcessStore;
  export type Session = ConnectSession;
  export type SessionData = DeclaredData;
  export type SessionOptions = Options;
  export type Store = AbstractStore;
}
