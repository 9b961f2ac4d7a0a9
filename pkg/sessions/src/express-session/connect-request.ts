import type { IncomingMessage } from "node:http";
import type { ConnectSession } from "../core/connect/connect-session.ts";
import type { Secret } from "./signed-cookie.ts";

/** A request with what the middleware puts on it. */
export interface ConnectRequest extends IncomingMessage {
  session?: ConnectSession | null | undefined;
  sessionID?: unknown;
  sessionStore?: unknown;
  readonly secret?: Secret | undefined;
}
