import { once } from "node:events";
import type { AddressInfo } from "node:net";

import { RedisStore as ConnectRedis } from "connect-redis";
import express from "express";
import expressSession from "express-session";
import type { SessionOptions } from "express-session";
import { getSession, sessions } from "hertz-sessions";
import type { AnyStore, BaseStore } from "hertz-sessions";
import dropIn from "hertz-sessions/express-session";
import type { connectRedis } from "hertz-sessions/redis";
import { createClient } from "redis";

/** The values of a session, without what express-session keeps there. */
type Values = Record<string, unknown>;

/** One replica of an application whose sessions move from one library to another. */
export interface MigratingReplica {
  readonly url: string;
  /** Answers what is under way, and ends. */
  close(): Promise<void>;
}

/** What both kinds of replica do with a session. */
interface Visit {
  values(): Values;
  set(key: string, value: string): void;
  save(): Promise<void>;
  regenerate(): Promise<void>;
  destroy(): Promise<void>;
}

/** The application, on whichever sessions: sign in, leave something, look, sign out. `/set` waits in between while it is told to. */
async function startApp(
  mount: express.RequestHandler,
  visitOf: (req: express.Request) => Promise<Visit>,
  end: () => unknown,
): Promise<MigratingReplica> {
  const app = express();
  app.use(mount);
  app.post("/login/:user", async (req, res) => {
    await (await visitOf(req)).regenerate();
    const visit = await visitOf(req);
    visit.set("user", req.params.user);
    await visit.save();
    res.json(visit.values());
  });
  app.post("/set/:key", async (req, res) => {
    const visit = await visitOf(req);
    visit.set(req.params.key, "here");
    const { wait } = req.query;
    if (typeof wait === "string") await fetch(wait);
    await visit.save();
    res.json(visit.values());
  });
  app.get("/", async (req, res) => {
    res.json((await visitOf(req)).values());
  });
  app.post("/logout", async (req, res) => {
    await (await visitOf(req)).destroy();
    res.json({});
  });
  app.use((error: Error, _req: express.Request, res: express.Response, _next: express.NextFunction) => {
    res.status("status" in error ? Number(error.status) : 500).json({ error: error.message });
  });
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
      await end();
    },
  };
}

/** A replica with express-session and connect-redis over node-redis. */
export async function startConnectRedisReplica(
  redisUrl: string,
  options: Pick<SessionOptions, "secret" | "cookie" | "rolling">,
): Promise<MigratingReplica> {
  const client = createClient({ url: redisUrl });
  await client.connect();
  const mount = expressSession({
    resave: false,
    saveUninitialized: false,
    ...options,
    store: new ConnectRedis({ client }),
  });
  return startApp(
    mount,
    async (req) => expressVisit(req),
    () => client.close(),
  );
}

/** A replica with the drop-in of this library over a store of its own: the application as it was written for express-session. */
export async function startDropInReplica(store: BaseStore): Promise<MigratingReplica> {
  const mount = dropIn({ store, resave: false, saveUninitialized: false });
  return startApp(
    mount,
    async (req) => expressVisit(req),
    () => undefined,
  );
}

/** A replica with this library. */
export async function startLibraryReplica(name: string, store: AnyStore): Promise<MigratingReplica> {
  return startApp(sessions(name, store, { warnUnsaved: false }), libraryVisit, () => undefined);
}

type Client = ReturnType<typeof connectRedis>;

/** A replica with a client of its own, which ends with it. */
export async function startWithClient(
  client: Client,
  start: (client: Client) => Promise<MigratingReplica>,
): Promise<MigratingReplica> {
  const replica = await start(client);
  const close = async (): Promise<void> => {
    await replica.close();
    client.disconnect();
  };
  return { ...replica, close };
}

/** A request as express-session leaves it; the types of its drop-in in this library say the same in other words. */
interface ExpressSessionRequest {
  readonly session: expressSession.Session;
}

function expressVisit(request: object): Visit {
  const req = request as ExpressSessionRequest;
  const inSession = <Result>(
    call: (session: expressSession.Session, done: (error?: unknown) => void) => Result,
  ): Promise<void> =>
    new Promise((resolve, reject) => {
      call(req.session, (error) => (error instanceof Error ? reject(error) : resolve()));
    });
  return {
    values: () => {
      return Object.fromEntries(Object.entries(req.session).filter(([key]) => key !== "cookie"));
    },
    set: (key, value) => Object.assign(req.session, { [key]: value }),
    save: () => inSession((session, done) => session.save(done)),
    regenerate: () => inSession((session, done) => session.regenerate(done)),
    destroy: () => inSession((session, done) => session.destroy(done)),
  };
}

async function libraryVisit(req: express.Request): Promise<Visit> {
  const session = await getSession<Values>(req);
  return {
    values: () => Object.fromEntries(session.keys().map((key) => [key, session.get(key)])),
    set: (key, value) => session.set(key, value),
    save: () => session.save(),
    regenerate: () => session.regenerate(),
    destroy: () => session.destroy(),
  };
}
