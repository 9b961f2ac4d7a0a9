import { getSession, sessions } from "hertz-sessions";
import { RedisStore, connectRedis } from "hertz-sessions/redis";

import type { SubjectOrder } from "./order.ts";
import { queryOf, serveSubject } from "./serve-subject.ts";

interface Data {
  user: string;
  n: number;
}

const { redis, password, wait } = JSON.parse(process.argv[2] ?? "{}") as SubjectOrder;
const client = connectRedis({ ...redis, password });
const store = new RedisStore({ client, secrets: ["a secret of the fault suite, 32 bytes"] });
const durably = wait === undefined ? undefined : { wait };

serveSubject({
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
});
