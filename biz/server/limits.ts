/** How much time, memory and how many connections a client can take from a server. */
export interface ServerLimits {
  /** From the opening of a connection, or the first byte of a request, to the end of the request's head. */
  readonly headersTimeoutMs: number;
  /** From the first byte of a request to the last of its body. The handler's time does not count. */
  readonly requestTimeoutMs: number;
  /** How long a connection may lie still while a request or its answer is under way. */
  readonly stillTimeoutMs: number;
  /** How long a connection may lie idle between two requests. */
  readonly keepAliveTimeoutMs: number;
  /** How often the first two are looked at: a connection is closed at most this much later. */
  readonly checkEveryMs: number;
  /** Request line and headers together; a longer head is answered 431. */
  readonly maxHeadBytes: number;
  /** Further connections are closed at once. */
  readonly maxConnections: number;
}

/** What docs/operations.md says of them; nginx's own limits are in deploy/nginx/nginx.conf. */
export const serverLimits: ServerLimits = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 15_000,
  stillTimeoutMs: 30_000,
  // Longer than any proxy in front keeps an idle connection (nginx by default 60 seconds, in the demo 4): the side that
  // sends the requests must be the one that closes, or a request meets a connection that has just been closed.
  keepAliveTimeoutMs: 65_000,
  checkEveryMs: 1000,
  maxHeadBytes: 16 * 1024,
  maxConnections: 2000,
};
