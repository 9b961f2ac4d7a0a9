import type { IncomingHttpHeaders } from "node:http";

/** What sessions need of a request: that of `node:http` has it, and so have those that frameworks put before it. */
export interface SessionRequest {
  readonly method?: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly socket: object;
}
