// An application with express-session and connect-redis, before it changes to hertz-sessions: after.js is what becomes of it.
//
//   export SESSION_SECRET=$(openssl rand -base64 32) REDIS_URL=redis://127.0.0.1:6379
//   PORT=3000 node examples/from-express-session/before.js
//   curl -c jar -b jar -L -d '' http://127.0.0.1:3000/login/ada
import { RedisStore } from "connect-redis";
import express from "express";
import session from "express-session";
import { createClient } from "redis";

const { PORT, REDIS_URL, SESSION_SECRET } = process.env;
const client = createClient({ url: REDIS_URL });
await client.connect();

const app = express();
app.use(
  session({
    secret: SESSION_SECRET,
    store: new RedisStore({ client, prefix: "shop:" }),
    resave: false,
    saveUninitialized: false,
    cookie: { maxAge: 60 * 60 * 1000, sameSite: "lax" },
  }),
);

app.post("/login/:user", (req, res, next) => {
  req.session.regenerate((error) => {
    if (error) return next(error);
    req.session.user = req.params.user;
    res.redirect(303, "/");
  });
});

app.post("/cart/:item", (req, res) => {
  req.session[`cart.${req.params.item}`] = true;
  res.redirect(303, "/");
});

app.post("/logout", (req, res, next) => {
  req.session.destroy((error) => (error ? next(error) : res.redirect(303, "/")));
});

app.get("/", (req, res) => {
  res.json(Object.fromEntries(Object.entries(req.session).filter(([key]) => key !== "cookie")));
});

app.listen(PORT, "127.0.0.1");
