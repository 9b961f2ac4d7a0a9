// Hertz's first example, a count of visits, in Express: the session is sealed in the visitor's own cookie, and no server keeps it.
//
//   SESSION_SECRET=$(openssl rand -base64 32) node examples/cookie-store.js
//   curl -c jar -b jar http://127.0.0.1:3000/incr      {"count":0}, then {"count":1}
import express from "express";
import { getSession, sessions } from "hertz-sessions";
import { CookieStore } from "hertz-sessions/cookie";

const { PORT = "3000", SESSION_SECRET } = process.env;

const app = express();
app.use(sessions("mysession", new CookieStore({ secrets: [SESSION_SECRET] })));

app.get("/incr", async (req, res) => {
  const session = await getSession(req);
  const count = (session.get("count") ?? -1) + 1;
  session.set("count", count);
  await session.save();
  res.json({ count });
});

app.listen(Number(PORT), "127.0.0.1");
