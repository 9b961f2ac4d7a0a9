import { getSession, sessions } from "hertz-sessions";
import { RedisStore, connectRedis } from "hertz-sessions/redis";

import { listen } from "../../../biz/server/listen.ts";
import type { SubjectOrder } from "./order.ts";
import { queryOf, serveSubject } from "./serve-subject.ts";
import type { SubjectRoutes } from "./serve-subject.ts";

/** As the demo ends: idle connections are left to nginx, which drops them after 4 seconds. */
const DRAIN = { idleMs: 6000, limitMs: 20_000 } as const;

interface Data {
  user: string;
  n: number;
}

const order = JSON.parse(process.argv[2] ?? "{}") as SubjectOrder;
const { redis, password, wait } = order;
const client = connectRedis({ ...redis, password });
const store = new RedisStore({ client, secrets: ["a secret of the fault suite, 32 bytes"] });
const durably = wait === undefined ? undefined : { wait };

const routes: SubjectRoutes = {
  use: sessions("sid", store),
  async login(req, res) {
    const session = await getSession<Data>(req);
    await session.regenerate();
    session.set("user", queryOf(req, "user"));
    session.set("n", 0);
    await session.save(durably);
    res.json({});
  },
  async write(req, res) {
    const session = await getSession<Data>(req);
    if (!session.has("user")) return void res.status(401).end();
    session.set("n", Number(queryOf(req, "n")));
    await session.save(durably);
    res.json({});
  },
  async read(req, res) {
    const session = await getSession<Data>(req);
    if (!session.has("user")) return void res.status(401).end();
    res.json({ user: session.get("user"), n: session.get("n") });
  },
  async logout(req, res) {
    const session = await getSession<Data>(req);
    await session.destroy(durably);
    res.json({});
  },
};

await serveSubject(routes, order, async (app, port) => {
  const server = await listen(app, { host: "127.0.0.1", port });
  process.once("SIGTERM", () => {
    void server.drain(DRAIN).then(() => process.exit(0));
  });
  return server.port;
});
