import { warn } from "../core/warnings.ts";

/** The events of a client. */
export interface EventSource {
  on(event: string, listener: (error?: Error & { code?: string }) => void): unknown;
  listenerCount(event: string): number;
}

/**
 * Follows the connection of a client: whether it was lost, and its errors.
 *
 * An error that nobody listens for ends the process (node-redis) or goes to the console (ioredis). A store has to outlive an outage of
 * Redis, so it listens on clients of the user's own too. That must not hide the outage: while nobody else listens, the operator is
 * warned, once until the connection stands again.
 */
export class ConnectionState {
  /** Whether the connection was lost, or did not come about, since it last stood. */
  wasLost = false;
  #isWarned = false;

  /** @param events - the names of the client's events for a connection that stands, and for one that was lost */
  constructor(client: EventSource, events: { readonly ready: string; readonly lost: string }) {
    client.on(events.ready, () => {
      this.wasLost = false;
      this.#isWarned = false;
    });
    client.on(events.lost, () => {
      this.wasLost = true;
    });
    client.on("error", (error) => {
      this.wasLost = true;
      if (this.#isWarned || client.listenerCount("error") > 1) return;
      this.#isWarned = true;
      warnOfOutage(error);
    });
  }
}

/** Warns that a connection to Redis is lost. */
export function warnOfOutage(error: (Error & { code?: string }) | undefined): void {
  const reason = error?.code ?? error?.name ?? "no reason given";
  warn("WRN_SESSION_REDIS_DOWN", `The connection to Redis failed (${reason}); trying again until it stands`);
}
