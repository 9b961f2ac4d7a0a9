import { connectRedis, RedisStore } from "hertz-sessions/redis";

import { createApp } from "./biz/app.ts";
import { createRedisPing } from "./biz/dal/redis-ping.ts";
import { RedisUserRepository } from "./biz/dal/redis-user-repository.ts";
import { drain, listen } from "./biz/server.ts";
import { ConfigError } from "./pkg/config/config-error.ts";
import { readConfig, type Config } from "./pkg/config/read-config.ts";
import { createLogger, type Logger } from "./pkg/logger/create-logger.ts";
import { createPasswordHasher } from "./pkg/password/password-hasher.ts";

// Docker Compose and the demo wait 15 seconds after SIGTERM before they kill; the password threads get up to five.
const drainLimitMs = 9000;

await main();

async function main(): Promise<void> {
  const config = readConfigOrExit();
  const logger = createLogger({ level: config.logLevel, replica: config.replica });
  try {
    await start(config, logger);
  } catch (error) {
    logger.fatal({ err: error }, "cannot start");
    process.exit(1);
  }
}

async function start(config: Config, logger: Logger): Promise<void> {
  for (const warning of config.warnings) logger.warn(warning);
  process.on("warning", (warning) => {
    logger.warn({ err: warning }, "process warning");
  });

  const redis = connectRedis({ url: config.redisUrl });
  redis.on("ready", () => {
    logger.info("connected to Redis");
  });
  const passwords = createPasswordHasher({
    onError: (error) => {
      logger.error({ err: error }, "password thread failed");
    },
  });
  const { secrets, idleTimeout, absoluteTimeout, secure } = config.session;
  const app = createApp({
    config,
    store: new RedisStore({ client: redis, secrets, idleTimeout, absoluteTimeout, cookie: { secure } }),
    users: new RedisUserRepository(redis),
    passwords,
    logger,
    pingRedis: createRedisPing(redis),
  });
  const { server, address } = await listen(app, config);
  logger.info({ address }, "ready");

  onTermination(async (signal) => {
    logger.info({ signal }, "stopping");
    const finished = await drain(server, drainLimitMs);
    if (!finished) logger.warn("some requests were cut off");
    await passwords.close();
    redis.disconnect();
    logger.info("stopped");
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

/** Runs once at the first SIGTERM or SIGINT, then exits with 0; a second signal ends the process at once. */
function onTermination(stop: (signal: NodeJS.Signals) => Promise<void>): void {
  let stopping = false;
  const handle = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1);
    stopping = true;
    stop(signal).then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", handle);
  process.on("SIGINT", handle);
}
