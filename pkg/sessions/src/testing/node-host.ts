import { createServer } from "node:http";
import type { RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { getSession } from "../http/get-session.ts";
import { sessions } from "../node/sessions.ts";
import { COOKIE_NAME } from "./host.ts";
import type { Host, StartHost } from "./host.ts";

/** A server of `node:http` with nothing between it and the handlers. */
export const startNodeHost: StartHost = async (store, serve) => {
  const mount = sessions(COOKIE_NAME, store, { warnUnsaved: false });
  return listen((request, response) => {
    mount(request, response);
    const served = serve({ request, response, session: () => getSession(request) });
    void served.then(() => response.end());
  });
};

/** A host whose requests go to a listener, such as an application of Express is. */
export async function listen(listener: RequestListener): Promise<Host> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
