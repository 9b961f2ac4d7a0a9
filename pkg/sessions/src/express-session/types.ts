import type { EventEmitter } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { ConnectCookie, ConnectCookieOptions } from "../core/connect/connect-cookie.ts";
import type { ConnectSession } from "../core/connect/connect-session.ts";
import type { Secret } from "./signed-cookie.ts";

/**
 * The keys of your sessions: declare them once.
 *
 * `declare module "hertz-sessions/express-session" { interface SessionData { views: number } }`
 */
export interface SessionData {
  cookie: ConnectCookie;
}

/** A session with the keys that it may have. */
export type RequestSessionData = ConnectSession & Partial<SessionData>;

declare global {
  namespace Express {
    interface Request {
      // Not there on a request that the middleware has left alone; typed as there, as for express-session.
      /** The session of this request. */
      session: RequestSessionData;
      /** The id of the session. */
      sessionID: string;
    }
  }
}

/** A middleware as Express and connect take it. */
export type SessionRequestHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/** What `session()` can be told: what express-session can, and three switches. */
export interface SessionOptions {
  /**
   * What cookies are signed with; of several the first signs, and all count. Default: the secrets of the store if it is one of this
   * library, else `req.secret`.
   */
  secret?: Secret | Secret[] | undefined;
  /** Makes an id. Default: random, in the form that the store wants. */
  genid?(request: IncomingMessage): string;
  /** What the cookie is called. Default `connect.sid`. */
  name?: string | undefined;
  /** An older word for `name`. */
  key?: string | undefined;
  /** Where sessions are kept: a store of this library, or any store made for express-session. Default a new `MemoryStore`. */
  store?: AnyStore | undefined;
  /** How the cookie is sent, or what says so for a request. Default `{ path: "/", httpOnly: true, secure: false, maxAge: null }`. */
  cookie?: ConnectCookieOptions | ((request: IncomingMessage) => ConnectCookieOptions) | undefined;
  /** Send the cookie with every response. Default false. */
  rolling?: boolean | undefined;
  /** Store sessions that were not changed. Default true, which is deprecated: say what you want. */
  resave?: boolean | undefined;
  /** true: `X-Forwarded-Proto` says whether a request came over HTTPS; false: the socket does; not given: Express's `trust proxy`. */
  proxy?: boolean | undefined;
  /** Store new sessions that were not changed. Default true, which is deprecated: say what you want. */
  saveUninitialized?: boolean | undefined;
  /** What `req.session = null` does: `"destroy"` ends the session, `"keep"` leaves it as it was. Default `"keep"`. */
  unset?: "destroy" | "keep" | undefined;
  /**
   * Hold each response until what changed by then is stored, and answer with an error when that fails. Default true. With false the
   * response leaves at once, all but its end, and an error is passed to `next()` after it, as in express-session.
   */
  holdResponse?: boolean | undefined;
  /** Mark responses that set the cookie as not to be kept by shared caches. Default true. */
  privateResponses?: boolean | undefined;
  /**
   * Milliseconds within which a store that is not of this library must answer; 0 for no limit. Default 10,000. Stores of this library
   * have a deadline of their own.
   */
  deadlineMs?: number | undefined;
}

type Callback = (error?: unknown) => void;

/** A store made for express-session, as far as it must be one. It may call back or return promises. */
export interface AnyStore {
  get: unknown;
  set: unknown;
  destroy: unknown;
}

/** The base of express-session stores. */
export declare abstract class AbstractStore extends EventEmitter {
  /** Puts a new session on a request. The middleware that the store is given to sets it. */
  generate: (request: IncomingMessage) => void;
  /** The session with this id, or nothing when there is none. An error with the code `ENOENT` says the same. */
  abstract get(id: string, callback: (error: unknown, session?: SessionData | null) => void): void;
  /** Stores a session. */
  abstract set(id: string, session: SessionData, callback?: Callback): void;
  /** Ends a session. */
  abstract destroy(id: string, callback?: Callback): void;
  /** Lets a session live on. */
  touch?(id: string, session: SessionData, callback?: Callback): void;
  /** All sessions. */
  all?(
    callback: (error: unknown, sessions?: SessionData[] | { [id: string]: SessionData } | null) => void,
  ): void;
  /** How many sessions there are. */
  length?(callback: (error: unknown, length?: number) => void): void;
  /** Ends all sessions. */
  clear?(callback?: Callback): void;
  /** Ends the session of a request, and puts a new one on it. */
  regenerate(request: IncomingMessage, callback: Callback): void;
  /** The session with this id, outside of any request. */
  load(id: string, callback: (error: unknown, session?: RequestSessionData) => void): void;
  /** Puts a session that was read on a request. */
  createSession(request: IncomingMessage, session: SessionData): RequestSessionData;
}
