import type { Redis, RedisOptions } from "ioredis";

/** What every connection of ioredis that this library opens is told. */
export const CONNECTION = {
  // Commands of one turn of the event loop leave in one write: the application's own by this, a store's by its `WriteBatch`, at half the cost.
  enableAutoPipelining: true,
  autoPipeliningIgnoredCommands: ["get", "getex", "set", "pexpire", "del", "evalsha", "eval"],
  // What was under way when a connection broke is rejected at once. Sent again later, it would come after its deadline, or twice.
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
} as const satisfies RedisOptions;

/** Milliseconds between tries to connect: soon at first, and never so long that a returning Redis waits for a second. */
export function retryDelayMs(tries: number): number {
  return Math.min(50 * 2 ** (tries - 1), 500);
}

/** What a connection to the primary of a Sentinel group is told besides. */
export const SENTINEL = {
  sentinelRetryStrategy: retryDelayMs,
  // The sentinels tell of a failover: a primary that hangs is left then, and not when its answers have been waited for.
  failoverDetector: true,
  sentinelReconnectStrategy: retryDelayMs,
  // One that hangs never says goodbye.
  disconnectTimeout: 100,
} as const satisfies RedisOptions;

/**
 * Lets a client leave the server that it stands on, and find the primary anew. One that is on its way goes on as it is: told to leave while it asks
 * the sentinels, ioredis would give up for good.
 */
export function leaveServer(client: { readonly status: string; disconnect(reconnect: true): void }): void {
  if (client.status === "ready" || client.status === "connect") client.disconnect(true);
}

/**
 * Lets the client of a Sentinel group live through failovers, and end when it is told to.
 *
 * ioredis leaves the server when the sentinels tell of a failover. If it is just asking them for the primary then, it ends; nobody wanted
 * that, so it begins again. After `quit()` it would stay connected to the sentinels, and keep the process alive.
 */
export function outliveFailovers(client: Redis): void {
  let isOnItsWay = false;
  client.on("connecting", () => (isOnItsWay = true));
  for (const event of ["connect", "close"]) client.on(event, () => (isOnItsWay = false));
  client.on("end", () => {
    const { manuallyClosing } = client as unknown as { readonly manuallyClosing: boolean };
    if (!isOnItsWay || manuallyClosing) client.disconnect(true);
    else client.connect().catch(() => undefined); // its errors are told by events
  });
}

/** Milliseconds from a refusal to the look at the server's role: a failover takes longer, and a hiccup is over. */
const FIRST_LOOK_MS = 1000;
/** Milliseconds between looks at most, for a Redis that stays read-only. */
const LAST_LOOK_MS = 60_000;

/**
 * Lets a client leave a server that is not the primary any more: after a failover the address, or Sentinel, leads to another one, but the
 * connection stands on the old, which refuses to write.
 *
 * ioredis can connect anew at the first refusal by itself. That breaks off the reads that such a server goes on answering, each time, and
 * again and again when no other server is there. So it is looked first whether there is one, a second later, and more and more seldom.
 */
export class ReplicaExit {
  #lookAfterMs = FIRST_LOOK_MS;
  #timer: NodeJS.Timeout | undefined;

  /** Takes note of a refusal. */
  note(client: Redis, { message }: Error): void {
    if (this.#timer || !/READONLY|NOREPLICAS/.test(message)) return;
    this.#timer = setTimeout(() => void this.#look(client), this.#lookAfterMs).unref();
  }

  async #look(client: Redis): Promise<void> {
    const facts = await client.info("replication").catch(() => "");
    const isReplica = facts.includes("role:slave");
    const leaves = isReplica || (await leadsElsewhere(client));
    this.#timer = undefined;
    this.#lookAfterMs = leaves ? Math.min(2 * this.#lookAfterMs, LAST_LOOK_MS) : FIRST_LOOK_MS;
    if (leaves) leaveServer(client);
  }
}

/** Whether Sentinel would lead a new connection to another server than the one that this connection stands on. */
async function leadsElsewhere(client: Redis): Promise<boolean> {
  if (!client.options.sentinels) return false;
  const other = client.duplicate({
    lazyConnect: true,
    retryStrategy: null,
    sentinelRetryStrategy: giveUp,
    failoverDetector: false,
  });
  other.on("error", () => undefined);
  try {
    await other.connect();
    return peerOf(other) !== peerOf(client);
  } catch {
    return false;
  } finally {
    other.disconnect();
  }
}

function giveUp(): null {
  return null;
}

function peerOf({ stream }: Redis): string {
  return "remotePort" in stream ? `${stream.remoteAddress}:${stream.remotePort}` : "";
}
