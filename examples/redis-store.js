// The same count with the session in Redis: start it twice, on two ports, and the count goes on whichever is asked.
//
//   export SESSION_SECRET=$(openssl rand -base64 32) REDIS_URL=redis://127.0.0.1:6379
//   PORT=3000 node examples/redis-store.js
//   PORT=3001 node examples/redis-store.js
//   curl -c jar -b jar http://127.0.0.1:3000/incr      {"count":0}
//   curl -c jar -b jar http://127.0.0.1:3001/incr      {"count":1}
import express from "express";
import { getSession, sessions } from "hertz-sessions";
import { RedisStore, connectRedis } from "hertz-sessions/redis";

const { PORT = "3000", REDIS_URL, SESSION_SECRET } = process.env;
const client = connectRedis({ url: REDIS_URL });

const app = express();
app.use(sessions("mysession", new RedisStore({ client, secrets: [SESSION_SECRET] })));

app.get("/incr", async (req, res) => {
  const session = await getSession(req);
  const count = (session.get("count") ?? -1) + 1;
  session.set("count", count);
  await session.save();
  res.json({ count });
});

app.listen(Number(PORT), "127.0.0.1");
