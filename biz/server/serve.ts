import type { RequestListener } from "node:http";

import type { Logger } from "../../pkg/logger/create-logger.ts";
import { listen, type ListenOptions } from "./listen.ts";

// nginx drops an idle connection after 4 seconds. A request that has begun is whole after 15 seconds at the latest
// (limits.ts), so the limit cuts none off. Docker Compose and the demo wait 30 seconds after SIGTERM before they kill.
const drainOptions = { idleMs: 6000, limitMs: 20_000 };

export interface ServeOptions extends ListenOptions {
  readonly logger: Logger;
  /** Aborted when the end begins. */
  readonly stopping: AbortController;
  /** Closes what the handler uses; called when no request is left. */
  readonly close: () => Promise<void>;
}

/**
 * Listens, and resolves when requests are accepted. SIGTERM or SIGINT then lets the server drain, closes what it used, and
 * exits with 0; a second signal ends the process at once.
 */
export async function serve(handler: RequestListener, options: ServeOptions): Promise<void> {
  const { logger, stopping, close } = options;
  const server = await listen(handler, options);
  onTermination(logger, async (signal) => {
    stopping.abort();
    const drained = server.drain(drainOptions);
    logger.info({ signal }, "stopping");
    if (!(await drained)) logger.warn("some requests were cut off");
    await close();
    logger.info("stopped");
  });
  logger.info({ address: server.address }, "ready");
}

function onTermination(logger: Logger, stop: (signal: NodeJS.Signals) => Promise<void>): void {
  let stopping = false;
  const handle = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1);
    stopping = true;
    stop(signal).then(
      () => process.exit(0),
      (error: unknown) => {
        logger.fatal({ err: error }, "cannot stop in order");
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", handle);
  process.on("SIGINT", handle);
}
