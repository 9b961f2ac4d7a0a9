import { RedisStore } from "connect-redis";
import type { Request } from "express";
import session from "express-session";
import { createClient, createCluster, createSentinel } from "redis";

import type { SubjectOrder } from "./order.ts";
import { queryOf, serveSubject } from "./serve-subject.ts";
import type { SubjectRoutes } from "./serve-subject.ts";

/** What a session holds. Said here, since this program also has the types of another library for `req.session`. */
type SubjectSession = session.Session & { user?: string; n?: number };

/** Set up as the documentation of express-session, connect-redis and node-redis shows it. */
const order = JSON.parse(process.argv[2] ?? "{}") as SubjectOrder;
const client = clientOf(order);
if (order.errorListener !== false) client.on("error", () => undefined);
client.connect().catch((error: unknown) => {
  if (order.errorListener === false) throw error;
});

const routes: SubjectRoutes = {
  use: session({
    store: new RedisStore({ client }),
    secret: "a secret of the fault suite, 32 bytes",
    resave: false,
    saveUninitialized: false,
  }),
  login(req, res, next) {
    sessionOf(req).regenerate((error: unknown) => {
      if (error) return next(error);
      const fresh = sessionOf(req);
      fresh.user = queryOf(req, "user");
      fresh.n = 0;
      fresh.save((failure: unknown) => (failure ? next(failure) : res.json({})));
    });
  },
  write(req, res) {
    const current = sessionOf(req);
    if (current.user === undefined) return void res.status(401).end();
    current.n = Number(queryOf(req, "n"));
    res.json({});
  },
  read(req, res) {
    const { user, n } = sessionOf(req);
    if (user === undefined) return void res.status(401).end();
    res.json({ user, n });
  },
  logout(req, res, next) {
    sessionOf(req).destroy((error: unknown) => (error ? next(error) : res.json({})));
  },
};

await serveSubject(routes, order);

function sessionOf(req: Request): SubjectSession {
  return req.session as unknown as SubjectSession;
}

function clientOf({ redis, password }: SubjectOrder) {
  const credentials = password === undefined ? {} : { password };
  if ("url" in redis) return createClient({ url: redis.url, ...credentials });
  if ("cluster" in redis) {
    return createCluster({ rootNodes: redis.cluster.map((address) => ({ url: `redis://${address}` })) });
  }
  const sentinelRootNodes = redis.sentinels.map((address) => {
    const [host = "", port = ""] = address.split(":");
    return { host, port: Number(port) };
  });
  return createSentinel({ name: redis.name, sentinelRootNodes });
}
