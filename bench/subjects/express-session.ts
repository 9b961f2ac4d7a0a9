import { RedisStore } from "connect-redis";
import session from "express-session";
import { createClient } from "redis";
import { assignedSession } from "./assigned-session.ts";
import { serveExpress } from "./serve-express.ts";
import type { ExpressContext } from "./serve-express.ts";
import type { VisitorData } from "./session-data.ts";
import { idleSeconds, redisUrl, secret } from "./settings.ts";

const client = await createClient({ url: redisUrl }).connect();
const middleware = session({
  store: new RedisStore({ client }),
  secret,
  resave: false,
  saveUninitialized: false,
  cookie: { httpOnly: true, sameSite: "lax", maxAge: idleSeconds * 1000 },
});

function sessionOf({ request }: ExpressContext): Partial<VisitorData> {
  return request.session as Partial<VisitorData>;
}

async function login({ request }: ExpressContext, data: VisitorData): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    request.session.regenerate((error) => (error ? reject(error as Error) : resolve()));
  });
  Object.assign(request.session, data);
}

serveExpress(assignedSession(sessionOf, login), middleware);
