import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import connect from "connect";
import fastifyCookie from "@fastify/cookie";
import express from "express";
import { fastify } from "fastify";
import * as forExpress from "hertz-sessions";
import * as forFastify from "hertz-sessions/fastify";
import * as forNode from "hertz-sessions/node";
import { COOKIE_NAME } from "../../pkg/sessions/src/testing/host.ts";
import type { AnySession, StartHost } from "../../pkg/sessions/src/testing/host.ts";
import { listen, startNodeHost } from "../../pkg/sessions/src/testing/node-host.ts";

type Serve = Parameters<StartHost>[1];

/** The last middleware of an application: its handlers. */
function servedBy(serve: Serve, { getSession }: typeof forNode | typeof forExpress) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const served = serve({ request, response, session: () => getSession(request) });
    void served.then(() => response.end());
  };
}

const startConnect: StartHost = (store, serve) => {
  const app = connect();
  app.use(forNode.sessions(COOKIE_NAME, store, { warnUnsaved: false }));
  app.use(servedBy(serve, forNode));
  return listen(app);
};

const startExpress: StartHost = (store, serve) => {
  const app = express();
  app.use(forExpress.sessions(COOKIE_NAME, store, { warnUnsaved: false }));
  app.use(servedBy(serve, forExpress));
  return listen(app);
};

/** Beside the plugin for other cookies, which an application is likely to have. */
const startFastify: StartHost = async (store, serve) => {
  const app = fastify();
  await app.register(fastifyCookie);
  await app.register(forFastify.sessions(COOKIE_NAME, store, { warnUnsaved: false }));
  app.get("/*", async (request, reply) => {
    const session = (): Promise<AnySession> => forFastify.getSession(request);
    await serve({ request: request.raw, response: reply.raw, session });
    if (!reply.raw.headersSent) return reply.send();
    reply.hijack();
    reply.raw.end();
    return reply;
  });
  await app.listen({ port: 0, host: "127.0.0.1" });
  return {
    port: (app.server.address() as AddressInfo).port,
    async close() {
      app.server.closeAllConnections();
      await app.close();
    },
  };
};

/** What an application may run on, each with the door of the library that is made for it. */
export const hosts: Readonly<Record<string, StartHost>> = {
  "node:http": startNodeHost,
  connect: startConnect,
  Express: startExpress,
  Fastify: startFastify,
};
