import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { isIPv6 } from "node:net";

// Longer than any proxy in front keeps an idle connection (nginx by default 60 seconds, in the demo 4): the side that
// sends the requests must be the one that closes, or a request meets a connection that has just been closed.
const keepAliveTimeoutMs = 65_000;

/** A server that accepts requests. */
export interface ListeningServer {
  readonly server: Server;
  /** The one asked for, or the free one that was found for port 0. */
  readonly port: number;
  /** Where it answers, as a URL. */
  readonly address: string;
}

/** A server for the handler at this host and port; rejects when they are taken. */
export async function listen(
  handler: RequestListener,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<ListeningServer> {
  const server = createServer({ keepAliveTimeout: keepAliveTimeoutMs }, handler);
  server.listen(port, host);
  await once(server, "listening");
  const bound = server.address();
  const boundPort = typeof bound === "object" && bound !== null ? bound.port : port;
  return { server, port: boundPort, address: `http://${isIPv6(host) ? `[${host}]` : host}:${boundPort}` };
}

/**
 * Stops accepting connections, lets the requests that are running finish, and closes each connection when it
 * is idle. Resolves with true then; with false when the limit came first and the connections were cut.
 */
export async function drain(server: Server, limitMs: number): Promise<boolean> {
  let finished = true;
  // A request that still comes in over an open connection is served, and told to be the last one there.
  server.prependListener("request", (_req, res) => res.setHeader("Connection", "close"));
  const closed = once(server, "close");
  server.close();
  const sweep = setInterval(() => {
    server.closeIdleConnections();
  }, 100);
  const limit = setTimeout(() => {
    finished = false;
    server.closeAllConnections();
  }, limitMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(limit);
  return finished;
}
