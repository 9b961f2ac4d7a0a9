// Hertz's example of several sessions in one request: each has a cookie of its own, and is read and saved for itself.
//
//   SESSION_SECRET=$(openssl rand -base64 32) node examples/several-sessions.js
//   curl -c jar -b jar http://127.0.0.1:3000/hello     {"a":"world!","b":"world?"}
import express from "express";
import { getSession, sessions } from "hertz-sessions";
import { CookieStore } from "hertz-sessions/cookie";

const { PORT = "3000", SESSION_SECRET } = process.env;

const app = express();
app.use(sessions(["a", "b"], new CookieStore({ secrets: [SESSION_SECRET] })));

app.get("/hello", async (req, res) => {
  const [a, b] = [await getSession(req, "a"), await getSession(req, "b")];
  // Setting what is there already is no change: from the second request on nothing is saved, and no cookie is sent.
  a.set("hello", "world!");
  await a.save();
  b.set("hello", "world?");
  await b.save();
  res.json({ a: a.get("hello"), b: b.get("hello") });
});

app.listen(Number(PORT), "127.0.0.1");
