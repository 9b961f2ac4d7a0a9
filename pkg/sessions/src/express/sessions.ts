import type { IncomingMessage, ServerResponse } from "node:http";
import type { AnyStore } from "../core/sealed-store.ts";
import { createMounts } from "../http/mount/create-mounts.ts";
import type { SessionsOptions } from "../http/mount/create-mounts.ts";
import { mountOn } from "../http/mount/request-sessions.ts";

/** A middleware as Express and connect take it. */
export type SessionMiddleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/**
 * The middleware that gives requests a session, or several, each with a cookie of its own name.
 *
 * By itself it asks the store nothing: `getSession()` does, and only when the request has a valid cookie.
 * In Hertz: `sessions.New(name, store)` and `sessions.Many(names, store)`.
 *
 * @param names - the name of the session's cookie, or several
 * @param options - what these sessions have apart from others in the store
 * @throws SessionConfigError when a name cannot be that of a cookie, is given twice, or needs attributes that the cookie has not
 */
export function sessions(
  names: string | readonly string[],
  store: AnyStore,
  options?: SessionsOptions,
): SessionMiddleware {
  const mounts = createMounts(names, store, options);
  return function mountSessions(request, response, next) {
    try {
      for (const mount of mounts) mountOn(request, response, mount);
    } catch (error) {
      next(error);
      return;
    }
    next();
  };
}
