import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { isIPv6 } from "node:net";

import { drain, type DrainOptions } from "./drain.ts";
import { inTurn } from "./in-turn.ts";
import { serverLimits, type ServerLimits } from "./limits.ts";
import { RequestsUnderWay } from "./requests-under-way.ts";

export interface ListenOptions {
  readonly host: string;
  /** 0 asks for any free port. */
  readonly port: number;
  readonly limits?: ServerLimits;
}

/** A server that accepts requests. */
export interface ListeningServer {
  /** The one asked for, or the free one that was found for port 0. */
  readonly port: number;
  /** Where it answers, as a URL. */
  readonly address: string;
  /** Ends it without losing a request; see drain.ts. */
  readonly drain: (options: DrainOptions) => Promise<boolean>;
}

/** A server for the handler at this host and port; rejects when they are taken. */
export async function listen(
  handler: RequestListener,
  { host, port, limits = serverLimits }: ListenOptions,
): Promise<ListeningServer> {
  const server = createServer(
    {
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: limits.keepAliveTimeoutMs,
      connectionsCheckingInterval: limits.checkEveryMs,
      maxHeaderSize: limits.maxHeadBytes,
    },
    inTurn(handler),
  );
  server.timeout = limits.stillTimeoutMs;
  server.maxConnections = limits.maxConnections;
  const underWay = new RequestsUnderWay(server);
  server.listen(port, host);
  await once(server, "listening");
  const bound = server.address();
  const boundPort = typeof bound === "object" && bound !== null ? bound.port : port;
  return {
    port: boundPort,
    address: `http://${isIPv6(host) ? `[${host}]` : host}:${boundPort}`,
    drain: (options) => drain(server, underWay, options),
  };
}
