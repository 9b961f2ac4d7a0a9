import { SessionConfigError, SessionStateError } from "./errors.ts";
import type { SessionWriter } from "./store.ts";

/** How a change is written. */
export interface WriteOptions {
  /**
   * How many replicas must have the change before it counts as written. Redis replicates after it has answered, so a primary that fails
   * may take with it what it has acknowledged; what a replica has acknowledged too lives on when that replica is promoted. Default: none,
   * and no waiting.
   */
  readonly wait?: number | undefined;
}

/**
 * The store that writes as the options say.
 *
 * @throws SessionConfigError for an option that cannot work
 * @throws SessionStateError `ERR_SESSION_NO_REPLICAS` when the store has no replicas to wait for
 */
export function writerFor(store: SessionWriter, { wait }: WriteOptions = {}): SessionWriter {
  if (wait === undefined) return store;
  if (!Number.isSafeInteger(wait) || wait < 1) {
    throw new SessionConfigError("The option wait must be a whole number of replicas, from 1 on");
  }
  if (store.replicated) return store.replicated(wait);
  const message = "This store has no replicas to wait for; the option wait is for a RedisStore";
  throw new SessionStateError("ERR_SESSION_NO_REPLICAS", message);
}
