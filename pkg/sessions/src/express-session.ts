export { ConnectRedisStore } from "./express-session/connect-redis-store.ts";
export type { ConnectRedisStoreOptions } from "./express-session/connect-redis-store.ts";
export { session as default, session as "module.exports" } from "./express-session/session.ts";
export { ConnectCookie as Cookie } from "./core/connect/connect-cookie.ts";
export type { ConnectCookieOptions as CookieOptions } from "./core/connect/connect-cookie.ts";
export { ConnectSession as Session } from "./core/connect/connect-session.ts";
export { MemoryStore } from "./express-session/memory-store.ts";
export { Store } from "./express-session/store.ts";
export type {
  AnyStore,
  SessionData,
  SessionOptions,
  SessionRequestHandler,
} from "./express-session/types.ts";
export { ExpressSessionStore } from "./express-session/express-session-store.ts";
export type { ExpressSessionStoreOptions } from "./express-session/express-session-store.ts";
