// A replica that ends as the demo's do, and whose writes can be counted: run by startReplicaGroup(), told what to do by its environment.
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

import express from "express";
import { getSession, isSessionError, sessions } from "hertz-sessions";
import { connectRedis, RedisStore } from "hertz-sessions/redis";

import { serve } from "../../biz/server/serve.ts";
import { createLogger } from "../../pkg/logger/create-logger.ts";

interface Counted {
  count: number;
}

const { PORT, REDIS_URL = "", REPLICA = "" } = process.env;
const client = connectRedis({ url: REDIS_URL });
const store = new RedisStore({ client, secrets: ["a secret of the tests, long enough"] });

const app = express();
app.use((_req, res, next) => {
  res.set("X-Served-By", REPLICA);
  next();
});
app.use(sessions("HERTZ-SESSION", store));
app.post("/begin", async (req, res) => {
  const session = await getSession<Counted>(req);
  session.set("count", 0);
  await session.save();
  res.json({ count: 0 });
});
app.get("/count", async (req, res) => {
  const session = await getSession<Counted>(req);
  res.status(session.isNew ? 401 : 200).json({ count: session.get("count") });
});
/** Takes its time, and counts when it has nearly passed: in flight is long, in doubt is short. */
app.post("/count", express.text(), async (req, res) => {
  const session = await getSession<Counted>(req);
  await sleep(Number(req.query["ms"]));
  try {
    res.json({ count: await session.update("count", (count = 0) => count + 1) });
  } catch (error) {
    res.status(isSessionError(error, "ERR_SESSION_GONE") ? 401 : 503).json({});
  }
});

const logger = createLogger({ level: "info", replica: REPLICA });
await once(client, "ready");
await serve(app, {
  host: "127.0.0.1",
  port: Number(PORT),
  logger,
  stopping: new AbortController(),
  close: async () => {
    client.disconnect();
  },
});
