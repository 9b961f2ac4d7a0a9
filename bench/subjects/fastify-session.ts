import fastifyCookie from "@fastify/cookie";
import fastifySession from "@fastify/session";
import { RedisStore } from "connect-redis";
import { createClient } from "redis";
import { assignedSession } from "./assigned-session.ts";
import { serveFastify } from "./serve-fastify.ts";
import type { FastifyContext } from "./serve-fastify.ts";
import type { VisitorData } from "./session-data.ts";
import { idleSeconds, redisUrl, secret } from "./settings.ts";

const client = await createClient({ url: redisUrl }).connect();
const sessionOf = ({ request }: FastifyContext): Partial<VisitorData> =>
  request.session as unknown as Partial<VisitorData>;

async function login({ request }: FastifyContext, data: VisitorData): Promise<void> {
  await request.session.regenerate();
  Object.assign(request.session, data);
}

await serveFastify(assignedSession(sessionOf, login), async (app) => {
  await app.register(fastifyCookie);
  await app.register(fastifySession, {
    store: new RedisStore({ client }),
    secret,
    rolling: false,
    saveUninitialized: false,
    cookie: { secure: false, httpOnly: true, sameSite: "lax", maxAge: idleSeconds * 1000 },
  });
});
