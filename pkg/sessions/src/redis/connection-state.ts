import { warn } from "../core/warnings.ts";

/** The events of a client. */
export interface EventSource {
  on(event: string, listener: (error?: Error & { code?: string }) => void): unknown;
  listenerCount(event: string): number;
}

/** What is remembered of a client's connection. */
export interface ConnectionState {
  /** Whether the connection was lost, or did not come about, since it last stood. */
  readonly wasLost: boolean;
}

const states = new WeakMap<EventSource, ConnectionState>();

/**
 * Follows the connection of a client from the first call on; all stores of one client share what is seen.
 *
 * An error that nobody listens for ends the process (node-redis) or goes to the console (ioredis). A store has to outlive an outage of
 * Redis, so it listens on clients of the user's own too. That must not hide the outage: while nobody else listens, the operator is
 * warned, once until the connection stands again.
 *
 * @param events - the names of the client's events for a connection that stands, and for one that was lost
 */
export function connectionStateOf(
  client: EventSource,
  events: { readonly ready: string; readonly lost: string },
): ConnectionState {
  const known = states.get(client);
  if (known) return known;
  const state = { wasLost: false };
  let isWarned = false;
  client.on(events.ready, () => {
    state.wasLost = false;
    isWarned = false;
  });
  client.on(events.lost, () => {
    state.wasLost = true;
  });
  client.on("error", (error) => {
    state.wasLost = true;
    if (isWarned || client.listenerCount("error") > 1) return;
    isWarned = true;
    warnOfOutage(error);
  });
  states.set(client, state);
  return state;
}

/** Warns that a connection to Redis is lost. */
export function warnOfOutage(error: (Error & { code?: string }) | undefined): void {
  const reason = error?.code ?? error?.name ?? "no reason given";
  warn("WRN_SESSION_REDIS_DOWN", `The connection to Redis failed (${reason}); trying again until it stands`);
}
