import type { IncomingMessage, ServerResponse } from "node:http";
import type { AnyStore } from "../core/sealed-store.ts";
import { createMounts } from "../http/mount/create-mounts.ts";
import type { SessionsOptions } from "../http/mount/create-mounts.ts";
import { mountOn } from "../http/mount/request-sessions.ts";

/**
 * Gives a request its sessions. With `next` it is a middleware of connect, which is told what went wrong; without, it throws.
 *
 * @throws SessionConfigError without `next`, when another store is mounted on the request under the same name
 */
export type MountSessions = (
  request: IncomingMessage,
  response: ServerResponse,
  next?: (error?: unknown) => void,
) => void;

/**
 * A function that gives the requests of a `node:http` server a session, or several, each with a cookie of its own name. Call it first for
 * each request, or hand it to `app.use()` of connect.
 *
 * By itself it asks the store nothing: `getSession()` does, and only when the request has a valid cookie.
 *
 * @param names - the name of the session's cookie, or several
 * @param options - what these sessions have apart from others in the store
 * @throws SessionConfigError when a name cannot be that of a cookie, is given twice, or needs attributes that the cookie has not
 */
export function sessions(
  names: string | readonly string[],
  store: AnyStore,
  options?: SessionsOptions,
): MountSessions {
  const mounts = createMounts(names, store, options);
  return function mountSessions(request, response, next) {
    try {
      for (const mount of mounts) mountOn(request, response, mount);
    } catch (error) {
      if (!next) throw error;
      next(error);
      return;
    }
    next?.();
  };
}
