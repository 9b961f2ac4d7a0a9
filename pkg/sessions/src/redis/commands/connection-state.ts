import { sessionEvents } from "../../core/diagnostics/session-events.ts";
import type { ConnectionEvent } from "../../core/diagnostics/session-events.ts";
import { warn } from "../../core/warnings.ts";

/** The events of a client. */
export interface EventSource {
  on(event: string, listener: (error?: Error & { code?: string }) => void): unknown;
  listenerCount(event: string): number;
}

/** What is followed: the names of the client's events for a connection that stands, and for one that was lost. */
interface FollowedConnection {
  readonly ready: string;
  readonly lost: string;
  /** What it leads to. Default `"server"`. */
  readonly to?: ConnectionEvent["to"];
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
  #told: ConnectionEvent["state"] | undefined;

  constructor(client: EventSource, { ready, lost, to = "server" }: FollowedConnection) {
    client.on(ready, () => {
      this.#tell("up", to);
      this.wasLost = false;
      this.#isWarned = false;
    });
    client.on(lost, () => this.#lose(to));
    client.on("error", (error) => {
      this.#lose(to);
      if (this.#isWarned || client.listenerCount("error") > 1) return;
      this.#isWarned = true;
      warnOfOutage(error);
    });
  }

  #lose(to: ConnectionEvent["to"]): void {
    this.#tell("down", to);
    this.wasLost = true;
  }

  /** A client may say several times that it has lost its connection. */
  #tell(state: ConnectionEvent["state"], to: ConnectionEvent["to"]): void {
    if (this.#told === state) return;
    this.#told = state;
    const { connection } = sessionEvents;
    if (connection.hasSubscribers) connection.publish({ store: "redis", state, to });
  }
}

/** Warns that a connection to Redis is lost. */
export function warnOfOutage(error: (Error & { code?: string }) | undefined): void {
  const reason = error?.code ?? error?.name ?? "no reason given";
  warn("WRN_SESSION_REDIS_DOWN", `The connection to Redis failed (${reason}); trying again until it stands`);
}
