import { createRequire } from "node:module";
import type * as Ioredis from "ioredis";
import { SessionConfigError } from "../../core/errors.ts";
import type {
  ConnectRedisOptions,
  RedisClusterOptions,
  RedisSentinelOptions,
  RedisServerOptions,
} from "./connection-options.ts";
import { agreed, readSettings, readText, readWhole } from "./connection-settings.ts";
import {
  CONNECTION,
  ReplicaExit,
  SENTINEL,
  outliveFailovers,
  retryDelayMs,
} from "../commands/reconnecting.ts";
import { readAddress } from "./redis-address.ts";
import type { RedisAddress } from "./redis-address.ts";
import { warnOfNodeOutages, warnOfOutages } from "./warn-of-outages.ts";

/** Milliseconds that a node of a cluster has to say who has which slots, before the next one is asked. */
const LONGEST_LOOK_MS = 1000;

/**
 * Opens an ioredis client with the settings that sessions need: it returns at once, keeps trying to connect for as long as it lives,
 * rejects what was under way when a connection broke, leaves a server that became a replica or in whose place another one was put, and warns once for each outage. A
 * `RedisStore` over it rejects at once while Redis is away. Close it with `client.quit()`.
 *
 * @example
 * connectRedis({ url: "rediss://app:secret@redis.example:6380/2" });
 * connectRedis({ sentinels: ["10.0.0.1:26379", "10.0.0.2:26379"], name: "sessions", password: "secret" });
 * connectRedis({ cluster: ["10.0.0.1:6379", "10.0.0.2:6379"], password: "secret", tls: true });
 *
 * @throws SessionConfigError when ioredis is not installed, or for an option that cannot work
 */
export function connectRedis(options: RedisClusterOptions): Ioredis.Cluster;
export function connectRedis(options?: RedisServerOptions | RedisSentinelOptions): Ioredis.Redis;
export function connectRedis(options: ConnectRedisOptions): Ioredis.Redis | Ioredis.Cluster;
export function connectRedis(options: ConnectRedisOptions = {}): Ioredis.Redis | Ioredis.Cluster {
  if (typeof options !== "object" || options === null) {
    throw new SessionConfigError(
      "connectRedis() needs an object: { url }, { sentinels, name } or { cluster }",
    );
  }
  if ("cluster" in options && options.cluster !== undefined) return connectCluster(options);
  if ("sentinels" in options && options.sentinels !== undefined) return connectSentinel(options);
  return connectServer(options);
}

function connectServer(options: RedisServerOptions): Ioredis.Redis {
  const { url = "redis://127.0.0.1:6379" } = options;
  const address = readAddress(url, { option: "url", defaultPort: 6379, bare: false });
  const settings = readSettings(options, { addresses: [address], ownOptions: ["url", "database"] });
  return openClient({
    ...settings,
    host: address.host,
    port: address.port,
    db: readWhole("database", options.database ?? address.database ?? 0, 0),
  });
}

function connectSentinel(options: RedisSentinelOptions): Ioredis.Redis {
  const addresses = readAddresses("sentinels", options.sentinels, 26_379);
  const name = readText("name", options.name);
  if (name === undefined) {
    throw new SessionConfigError(
      "connectRedis({ sentinels }) needs the option name: what they call the group",
    );
  }
  // Their addresses say how to get in at the sentinels; the servers behind them have users of their own.
  const settings = readSettings(options, {
    addresses: [],
    ownOptions: ["sentinels", "name", "sentinelUsername", "sentinelPassword", "database"],
  });
  const sentinelUsername =
    readText("sentinelUsername", options.sentinelUsername) ?? agreed(addresses, "username");
  const sentinelPassword =
    readText("sentinelPassword", options.sentinelPassword) ?? agreed(addresses, "password");
  const tls = settings.tls ?? (agreed(addresses, "tls") && options.tls === undefined ? {} : undefined);
  const client = openClient({
    ...settings,
    ...(tls && { tls, sentinelTLS: tls, enableTLSForSentinelMode: true }),
    sentinels: addresses.map(({ host, port }) => ({ host, port })),
    name,
    ...(sentinelUsername !== undefined && { sentinelUsername }),
    ...(sentinelPassword !== undefined && { sentinelPassword }),
    ...SENTINEL,
    sentinelCommandTimeout: settings.connectTimeout,
    db: readWhole("database", options.database ?? 0, 0),
  });
  outliveFailovers(client);
  return client;
}

function connectCluster(options: RedisClusterOptions): Ioredis.Cluster {
  const addresses = readAddresses("cluster", options.cluster, 6379);
  const settings = readSettings(options, { addresses, ownOptions: ["cluster"] });
  const { Cluster: Client } = loadIoredis();
  const client = new Client(
    addresses.map(({ host, port }) => ({ host, port })),
    {
      redisOptions: { ...CONNECTION, ...settings },
      clusterRetryStrategy: retryDelayMs,
      // A node that hangs is asked for the slots as any other: the next one must not wait for it for long.
      slotsRefreshTimeout: Math.min(settings.connectTimeout, LONGEST_LOOK_MS),
      // Not sent again when a connection broke, as above: it may have been carried out.
      retryDelayOnFailover: 0,
    },
  );
  warnOfOutages(client);
  warnOfNodeOutages(client);
  return client;
}

function openClient(options: Omit<Ioredis.RedisOptions, "replyMapping">): Ioredis.Redis {
  const { Redis: Client } = loadIoredis();
  const exit = new ReplicaExit();
  const client: Ioredis.Redis = new Client({
    ...CONNECTION,
    ...options,
    retryStrategy: retryDelayMs,
    reconnectOnError: (error) => {
      exit.note(client, error);
      return false;
    },
  });
  warnOfOutages(client);
  return client;
}

function readAddresses(option: "cluster" | "sentinels", list: unknown, defaultPort: number): RedisAddress[] {
  if (!Array.isArray(list) || list.length === 0) {
    throw new SessionConfigError(
      `connectRedis() option ${option} must be an array with at least one address`,
    );
  }
  const addresses = list.map((text: unknown, index) =>
    readAddress(text, { option: `${option}[${index}]`, defaultPort, bare: true }),
  );
  if (addresses.every(({ database }) => database === undefined)) return addresses;
  throw new SessionConfigError(
    option === "cluster"
      ? "connectRedis() option cluster must not name a database: Redis Cluster has database 0 alone"
      : "connectRedis() option sentinels must not name a database: give it as the option database",
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
