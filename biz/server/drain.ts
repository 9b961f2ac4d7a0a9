import { once } from "node:events";
import type { Server } from "node:http";

import type { RequestsUnderWay } from "./requests-under-way.ts";
import { stopListening } from "./stop-listening.ts";

export interface DrainOptions {
  /** When the connections that are left are cut. */
  readonly limitMs: number;
  /** How long connections without a request are left to the other side to close. */
  readonly idleMs: number;
}

/**
 * Lets a server end without losing a request: it takes no new connection, answers what it was asked and what is still
 * asked over open connections, and says in each answer that it was the last there.
 *
 * An idle connection is left open until the other side closes it, or until `idleMs` have passed: a proxy may just be
 * sending a request over it, and a POST that meets a closed connection is lost, since nobody may send it again. So
 * `idleMs` must be longer than the proxy keeps idle connections. `server.close()` and the libraries that end servers
 * close idle connections at once.
 *
 * Resolves with true when every connection has ended; with false when the limit came first.
 */
export async function drain(
  server: Server,
  underWay: RequestsUnderWay,
  { limitMs, idleMs }: DrainOptions,
): Promise<boolean> {
  let finished = true;
  const closed = once(server, "close");
  underWay.endConnections();
  await stopListening(server);
  underWay.endStreams();
  const idleUntil = performance.now() + idleMs;
  const sweep = setInterval(() => {
    underWay.endStreams();
    if (performance.now() >= idleUntil) server.closeIdleConnections();
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
