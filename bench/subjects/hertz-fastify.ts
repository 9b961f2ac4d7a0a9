import { getSession, sessions } from "hertz-sessions/fastify";
import { openHertzStore } from "./hertz-redis.ts";
import { hertzSubject } from "./hertz-subject.ts";
import { serveFastify } from "./serve-fastify.ts";
import type { FastifyContext } from "./serve-fastify.ts";
import type { VisitorData } from "./session-data.ts";
import { variant } from "./settings.ts";

const plugin = sessions("sid", await openHertzStore(variant));
const subject = hertzSubject(({ request }: FastifyContext) => getSession<VisitorData>(request));

await serveFastify(subject, async (app) => {
  await app.register(plugin);
});
