import type { IncomingMessage, ServerResponse } from "node:http";
import connect from "connect";
import express from "express";
import * as forExpress from "hertz-sessions";
import * as forNode from "hertz-sessions/node";
import { COOKIE_NAME } from "../../pkg/sessions/src/testing/host.ts";
import type { StartHost } from "../../pkg/sessions/src/testing/host.ts";
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

/** What an application may run on, each with the door of the library that is made for it. */
export const hosts: Readonly<Record<string, StartHost>> = {
  "node:http": startNodeHost,
  connect: startConnect,
  Express: startExpress,
};
