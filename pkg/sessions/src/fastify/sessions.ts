import type { FastifyPluginCallback } from "fastify";
import type { AnyStore } from "../core/sealed-store.ts";
import { createMounts } from "../http/mount/create-mounts.ts";
import type { SessionsOptions } from "../http/mount/create-mounts.ts";
import { SESSIONS, mountOn } from "../http/mount/request-sessions.ts";

/** What Fastify reads from a plugin: that it is for the whole of the instance which registers it, its name, and for which Fastify it is. */
const PLUGIN = {
  [Symbol.for("skip-override")]: true,
  [Symbol.for("fastify.display-name")]: "hertz-sessions",
  [Symbol.for("plugin-meta")]: { name: "hertz-sessions", fastify: "5.x" },
};

/**
 * The plugin that gives the requests of a Fastify instance a session, or several, each with a cookie of its own name. It does so in an
 * `onRequest` hook, on the routes that are registered after it: those of the instance and of its child plugins.
 *
 * By itself it asks the store nothing: `getSession()` does, and only when the request has a valid cookie. `secure: "auto"` is as
 * `request.protocol` says, and so follows Fastify's `trustProxy`.
 *
 * @example
 * ```ts
 * await app.register(sessions("HERTZ-SESSION", store));
 * ```
 * @param names - the name of the session's cookie, or several
 * @param options - what these sessions have apart from others in the store
 * @throws SessionConfigError when a name cannot be that of a cookie, is given twice, or needs attributes that the cookie has not
 */
export function sessions(
  names: string | readonly string[],
  store: AnyStore,
  options?: SessionsOptions,
): FastifyPluginCallback {
  const mounts = createMounts(names, store, options);
  const plugin: FastifyPluginCallback = (app, _options, done) => {
    // A place from the start, so that requests keep the one shape that Fastify gives them.
    if (!app.hasRequestDecorator(SESSIONS)) app.decorateRequest(SESSIONS, undefined);
    app.addHook("onRequest", function mountSessions(request, reply, next) {
      try {
        for (const mount of mounts) mountOn(request, reply.raw, mount);
      } catch (error) {
        next(error as Error);
        return;
      }
      next();
    });
    done();
  };
  return Object.assign(plugin, PLUGIN);
}
