import { once } from "node:events";

import type { Express } from "express";
import { connectRedis, RedisStore } from "hertz-sessions/redis";
import type { Redis } from "ioredis";
import { Registry } from "prom-client";

import { createApp, type AppDeps } from "../../biz/app.ts";
import { ClusterWatch } from "../../biz/cluster/cluster-watch.ts";
import { RedisAttemptCounter } from "../../biz/dal/redis-attempt-counter.ts";
import { createRedisHealth } from "../../biz/dal/redis-health.ts";
import { RedisReplicaBoard } from "../../biz/dal/redis-replica-board.ts";
import { RedisUserRepository } from "../../biz/dal/redis-user-repository.ts";
import type { AttemptLimits } from "../../biz/model/attempt-limits.ts";
import { createLogger } from "../../pkg/logger/create-logger.ts";
import type { PasswordHasher } from "../../pkg/password/password-hasher.ts";
import { appConfig } from "./app-config.ts";
import { logLines, type LogLine } from "./log-lines.ts";
import { mountedSession } from "./mounted-session.ts";
import type { RedisServer } from "./redis-server.ts";

export interface ReplicaOptions {
  readonly redis: RedisServer;
  readonly passwords: PasswordHasher;
  readonly replica?: string;
  readonly cookieName?: string;
  readonly secure?: boolean;
  readonly maxSessionsPerUser?: number;
  readonly trustProxy?: AppDeps["config"]["trustProxy"];
  /** Limits of attempts in the place of those that no other test reaches. */
  readonly limits?: Partial<AttemptLimits>;
}

/** The app as main.ts makes it, without a port of its own. */
export interface Replica {
  readonly app: Express;
  /** Tells nothing by itself: its test calls beat(). */
  readonly cluster: ClusterWatch;
  readonly store: RedisStore;
  /** Its connection to Redis. */
  readonly client: Redis;
  /** What it wrote to its log. */
  readonly lines: () => readonly LogLine[];
  readonly line: (message: string, nth?: number) => Promise<LogLine>;
}

const many = { attempts: 10_000, seconds: 60 };
const manyAttempts: AttemptLimits = {
  device: many,
  address: many,
  account: many,
  suspect: many,
  password: many,
  registration: many,
};

/** One replica of the app, connected to Redis when this resolves; stopping the server disconnects it. */
export async function startReplica(options: ReplicaOptions): Promise<Replica> {
  const { redis, passwords, replica = "app-1", cookieName = "HERTZ-SESSION", secure = false } = options;
  const { maxSessionsPerUser = 0, limits, trustProxy = false } = options;
  const client = connectRedis({ url: redis.url });
  redis.adopt(client);
  const { destination, lines, line } = logLines();
  const store = new RedisStore({
    client,
    secrets: ["a secret of the tests, long enough"],
    cookie: { secure },
    maxSessionsPerUser,
  });
  const stopping = new AbortController().signal;
  const cluster = new ClusterWatch({ board: new RedisReplicaBoard(client), replica, stopping });
  const app = createApp({
    config: appConfig({ replica, trustProxy, session: { cookieName, secure } }),
    store,
    users: new RedisUserRepository(client),
    passwords,
    attempts: new RedisAttemptCounter(client, { ...manyAttempts, ...limits }),
    logger: createLogger({ level: "debug", replica, destination }),
    metrics: new Registry(),
    checkRedis: createRedisHealth(client),
    cluster,
    stopping,
    mountSession: mountedSession,
  });
  await once(client, "ready");
  return { app, cluster, store, client, lines, line };
}
