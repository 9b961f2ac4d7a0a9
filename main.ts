import { connectRedis, RedisStore } from "hertz-sessions/redis";
import type { Redis } from "ioredis";

import { createApp } from "./biz/app.ts";
import { ClusterWatch } from "./biz/cluster/cluster-watch.ts";
import { RedisAttemptCounter } from "./biz/dal/redis-attempt-counter.ts";
import { createRedisHealth } from "./biz/dal/redis-health.ts";
import { RedisReplicaBoard } from "./biz/dal/redis-replica-board.ts";
import { RedisUserRepository } from "./biz/dal/redis-user-repository.ts";
import { serve } from "./biz/server/serve.ts";
import { ConfigError } from "./pkg/config/config-error.ts";
import { readConfig, type Config } from "./pkg/config/read-config.ts";
import { createLogger, type Logger } from "./pkg/logger/create-logger.ts";
import { createRegistry } from "./pkg/metrics/create-registry.ts";
import { countSessions } from "./pkg/metrics/session-metrics.ts";
import { createPasswordHasher } from "./pkg/password/password-hasher.ts";

// A replica takes requests as soon as it listens, and could only answer 503 until it has its connection. Without Redis
// it listens all the same, after this time, and says so at /readyz.
const redisPatienceMs = 2000;

await main();

async function main(): Promise<void> {
  const config = readConfigOrExit();
  const logger = createLogger({ level: config.logLevel, replica: config.replica });
  const [command, username] = process.argv.slice(2);
  try {
    if (command === "end-sessions" && username) await endSessions(config, username, logger);
    else await start(config, logger);
  } catch (error) {
    logger.fatal({ err: error }, command === undefined ? "cannot start" : `cannot ${command}`);
    process.exit(1);
  }
}

async function start(config: Config, logger: Logger): Promise<void> {
  logWarnings(config, logger);

  const metrics = createRegistry();
  countSessions(metrics);
  const redis = connectForGood(config, logger);
  const passwords = createPasswordHasher({
    onError: (error) => {
      logger.error({ err: error }, "password thread failed");
    },
  });
  const stopping = new AbortController();
  const board = new RedisReplicaBoard(redis);
  const cluster = new ClusterWatch({ board, replica: config.replica, stopping: stopping.signal });
  const app = createApp({
    config,
    store: createStore(redis, config.session),
    users: new RedisUserRepository(redis),
    passwords,
    attempts: new RedisAttemptCounter(redis, config.limits),
    logger,
    metrics,
    checkRedis: createRedisHealth(redis),
    cluster,
    stopping: stopping.signal,
  });
  await untilConnected(redis);
  cluster.start();
  await serve(app, {
    host: config.host,
    port: config.port,
    logger,
    stopping,
    close: async () => {
      cluster.stop();
      await passwords.close();
      redis.disconnect();
    },
  });
}

function logWarnings(config: Config, logger: Logger): void {
  for (const warning of config.warnings) logger.warn(warning);
  process.on("warning", (warning) => {
    logger.warn({ err: warning }, "process warning");
  });
}

function connectForGood(config: Config, logger: Logger): Redis {
  const redis = connectRedis({ url: config.redisUrl });
  redis.on("ready", () => {
    logger.info("connected to Redis");
  });
  return redis;
}

function createStore(client: Redis, { secure, ...session }: Config["session"]): RedisStore {
  const { secrets, idleTimeout, absoluteTimeout, maxSessionsPerUser } = session;
  return new RedisStore({
    client,
    secrets,
    idleTimeout,
    absoluteTimeout,
    maxSessionsPerUser,
    cookie: { secure },
  });
}

/** For administrators: signs a user out everywhere. */
async function endSessions(config: Config, username: string, logger: Logger): Promise<void> {
  const redis = connectRedis({ url: config.redisUrl });
  try {
    await untilConnected(redis);
    const user = await new RedisUserRepository(redis).findByUsername(username);
    const ended = user === null ? null : await createStore(redis, config.session).revoke(user.id);
    if (ended === null) {
      logger.error("there is no such user");
      process.exitCode = 1;
    } else {
      logger.info({ ended }, "ended the sessions of the user");
    }
  } finally {
    redis.disconnect();
  }
}

/** Resolves when the client is connected, or when the patience with it is over. */
function untilConnected(redis: Redis): Promise<void> {
  return new Promise((resolve) => {
    const patience = setTimeout(resolve, redisPatienceMs);
    redis.once("ready", () => {
      clearTimeout(patience);
      resolve();
    });
  });
}

function readConfigOrExit(): Config {
  try {
    return readConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    return process.exit(1);
  }
}
