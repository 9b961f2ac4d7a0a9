import { fastify } from "fastify";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { announce } from "./announce.ts";
import { routesOf } from "./subject.ts";
import type { Subject } from "./subject.ts";

/** What a subject on Fastify is given of each request. */
export interface FastifyContext {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Serves a subject with Fastify as it comes, after `register` has put the session plugins in. */
export async function serveFastify(
  subject: Subject<FastifyContext>,
  register: (app: FastifyInstance) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const app = fastify();
  await register(app);
  for (const { method, path, answer } of routesOf(subject)) {
    app[method](path, async (request, reply) => {
      const { status, body } = await answer({ request, reply });
      reply.code(status);
      return body;
    });
  }
  await app.listen({ port: 0, host: "127.0.0.1" });
  announce(app.server);
}
