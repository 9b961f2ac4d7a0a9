import { createRequire } from "node:module";
import type * as Ioredis from "ioredis";
import { SessionConfigError } from "../core/errors.ts";
import { warn } from "../core/warnings.ts";

/** Where Redis is. */
export interface ConnectRedisOptions {
  /** `redis://[user[:password]@]host[:port][/database]`, or `rediss://` for TLS. Default `redis://127.0.0.1:6379`. */
  readonly url?: string | undefined;
}

/** Milliseconds between tries to connect: soon at first, and never so long that a returning Redis waits for a second. */
function retryDelayMs(tries: number): number {
  return Math.min(50 * 2 ** (tries - 1), 500);
}

const OPTIONS = {
  retryStrategy: retryDelayMs,
  connectTimeout: 2000,
  // Commands of one turn of the event loop leave in one write: half the cost of a command.
  enableAutoPipelining: true,
  // What was under way when a connection broke is rejected at once. Sent again later, it would come after its deadline.
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
} as const satisfies Ioredis.RedisOptions;

/**
 * Opens an ioredis client with the settings that sessions need: it returns at once, keeps trying to connect for as long as it lives,
 * rejects what was under way when a connection broke, and warns once for each outage. A `RedisStore` over it rejects at once while Redis is away. Close it with `client.quit()`.
 *
 * @throws SessionConfigError when ioredis is not installed or the address is none
 */
export function connectRedis({ url = "redis://127.0.0.1:6379" }: ConnectRedisOptions = {}): Ioredis.Redis {
  refuseBadUrl(url);
  const { Redis: Client } = loadIoredis();
  const client = new Client(url, OPTIONS);
  warnOfOutages(client);
  return client;
}

function refuseBadUrl(url: unknown): void {
  const protocol = typeof url === "string" && URL.canParse(url) ? new URL(url).protocol : undefined;
  if (protocol === "redis:" || protocol === "rediss:") return;
  throw new SessionConfigError(
    "connectRedis() needs { url } of the form redis://host:port, or rediss://host:port for TLS",
  );
}

/** ioredis is an optional peer: whoever brings a client of another library does without it. */
function loadIoredis(): typeof Ioredis {
  try {
    return createRequire(import.meta.url)("ioredis") as typeof Ioredis;
  } catch (cause) {
    const error = new SessionConfigError("connectRedis() needs the package ioredis: npm install ioredis");
    error.cause = cause;
    throw error;
  }
}

function warnOfOutages(client: Ioredis.Redis): void {
  let isWarned = false;
  client.on("error", (error: Error & { code?: string }) => {
    if (isWarned) return;
    isWarned = true;
    warn(
      "WRN_SESSION_REDIS_DOWN",
      `The connection to Redis failed (${error.code ?? error.name}); trying again until it stands`,
    );
  });
  client.on("ready", () => {
    isWarned = false;
  });
}
