// The application of before.js with hertz-sessions in the place of express-session: the same rows in Redis, the same cookies.
//
//   export SESSION_SECRET=$(openssl rand -base64 32) REDIS_URL=redis://127.0.0.1:6379
//   PORT=3000 node examples/from-express-session/after.js
//   curl -c jar -b jar -L -d '' http://127.0.0.1:3000/login/ada
import express from "express";
import session, { ConnectRedisStore } from "hertz-sessions/express-session";
import { createClient } from "redis";

const { PORT, REDIS_URL, SESSION_SECRET } = process.env;
const client = createClient({ url: REDIS_URL });
await client.connect();

const app = express();
app.use(
  session({
    secret: SESSION_SECRET,
    store: new ConnectRedisStore({ client, prefix: "shop:", secrets: [SESSION_SECRET] }),
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
