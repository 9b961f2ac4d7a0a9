import { ConnectCookie } from "../core/connect/connect-cookie.ts";
import { ConnectSession } from "../core/connect/connect-session.ts";
import { ConnectRedisStore } from "./connect-redis-store.ts";
import { configOf } from "./config.ts";
import type { SessionConfig } from "./config.ts";
import { HeldResponse } from "./held-response.ts";
import { MemoryStore } from "./memory-store.ts";
import { isSecureRequest, originalPathOf } from "./request-properties.ts";
import { RequestSession, secretsFor } from "./request-session.ts";
import type { SessionRequest } from "./request-session.ts";
import { sentId } from "./signed-cookie.ts";
import { Store } from "./store.ts";
import type { SessionOptions, SessionRequestHandler } from "./types.ts";

/**
 * The middleware that gives requests a session at `req.session`, with the options, the cookies and the stores of express-session.
 *
 * @throws TypeError for an option that cannot work
 */
export function session(options: SessionOptions = {}): SessionRequestHandler {
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
  return function mountSession(request: SessionRequest, response, next) {
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
    hold(response, requestSession, { isHeld: config.holdResponse, fail: next });
    requestSession.load(next);
  };
}

function hold(...parts: ConstructorParameters<typeof HeldResponse>): HeldResponse {
  return new HeldResponse(...parts);
}

/** Puts a new session on a request. */
function generate(config: SessionConfig, request: SessionRequest): void {
  request.sessionID = config.genid(request);
  const created = new ConnectSession(request as { readonly sessionID: string });
  created.cookie = new ConnectCookie(config.cookieFor(request));
  const isSecure = isSecureRequest(request, config.proxy);
  if (created.cookie.secure === "auto") created.cookie.secure = isSecure;
  if (created.cookie.sameSite === "auto") created.cookie.sameSite = isSecure ? "none" : "lax";
  request.session = created;
}

function isUnderPath(config: SessionConfig, request: SessionRequest): boolean {
  return originalPathOf(request).startsWith(config.cookieFor(request).path || "/");
}

session.Store = Store;
session.MemoryStore = MemoryStore;
session.Cookie = ConnectCookie;
session.Session = ConnectSession;
/** For those who `require()` it: they get this function, and nothing beside it. */
session.ConnectRedisStore = ConnectRedisStore;
