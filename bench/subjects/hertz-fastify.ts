import { getSession, sessions } from "hertz-sessions";
import { openHertzStore } from "./hertz-redis.ts";
import { hertzSubject } from "./hertz-subject.ts";
import { serveFastify } from "./serve-fastify.ts";
import type { FastifyContext } from "./serve-fastify.ts";
import type { VisitorData } from "./session-data.ts";
import { variant } from "./settings.ts";

const mount = sessions("sid", await openHertzStore(variant));
const subject = hertzSubject(({ request }: FastifyContext) => getSession<VisitorData>(request.raw));

// The middleware asks for nothing but the request and the response of node:http.
await serveFastify(subject, async (app) => {
  app.addHook("onRequest", (request, reply, done) =>
    mount(request.raw, reply.raw, (error) => done(error as Error | undefined)),
  );
});
