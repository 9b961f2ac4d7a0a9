import type { IncomingMessage } from "node:http";

import type { Logger } from "./create-logger.ts";

const loggers = new WeakMap<IncomingMessage, Logger>();

/** Gives a request a logger that writes its id on every line. */
export function giveLogger(req: IncomingMessage, logger: Logger): void {
  loggers.set(req, logger);
}

/** The logger of a request; the other one for a request that has none. */
export function loggerOf(req: IncomingMessage, otherwise: Logger): Logger {
  return loggers.get(req) ?? otherwise;
}
