import type { Redis } from "ioredis";

import type { Fault } from "../fault.ts";
import { singleServer } from "../scenes.ts";
import { goOn, hang } from "../steps.ts";

/** What is acknowledged is on disk, so that a crash loses nothing that was. */
const ON_DISK = ["--appendonly", "yes", "--appendfsync", "always"];

/** Redis hangs, ends, cuts connections off or turns them away. */
export const redisAway: readonly Fault[] = [
  {
    name: "Redis hangs for 5 s (SIGSTOP)",
    seconds: 5,
    isShort: true,
    set: () =>
      singleServer({
        begin: (_redis, server) => hang(server),
        end: (_redis, server) => goOn(server),
      }),
  },
  {
    name: "Redis hangs for 12 s (SIGSTOP)",
    seconds: 12,
    set: () =>
      singleServer({
        begin: (_redis, server) => hang(server),
        end: (_redis, server) => goOn(server),
      }),
  },
  {
    name: "Redis is paused for 3 s (CLIENT PAUSE)",
    seconds: 3,
    set: () =>
      singleServer({
        begin: (redis) => redis.call("CLIENT", "PAUSE", "3000"),
        end: (redis) => redis.ping(),
      }),
  },
  {
    name: "Redis is killed, and back after 3 s",
    seconds: 3,
    isShort: true,
    set: () =>
      singleServer({
        args: ON_DISK,
        begin: (_redis, server) => server.kill(),
        end: (_redis, server) => server.restart(),
      }),
  },
  {
    name: "all connections are cut, ten times",
    seconds: 3,
    set: () => singleServer({ begin: cutTenTimes, end: () => undefined }),
  },
  {
    name: "all connections are cut once, and the application listens for no `error`",
    seconds: 2,
    isShort: true,
    set: () => singleServer({ order: { errorListener: false }, begin: cutOnce, end: () => undefined }),
  },
  {
    name: "Redis is absent at the start, for 4 s",
    seconds: 4,
    startsWhole: false,
    set: () =>
      singleServer({
        begin: (_redis, server) => server.kill(),
        end: (_redis, server) => server.restart(),
      }),
  },
  {
    name: "Redis has another password for 4 s",
    seconds: 4,
    set: () =>
      singleServer({
        order: { password: "right" },
        prepare: (redis) => redis.config("SET", "requirepass", "right"),
        begin: (redis) => changePassword(redis, "wrong"),
        end: (redis) => changePassword(redis, "right"),
      }),
  },
];

function cutOnce(redis: Redis): Promise<unknown> {
  return redis.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
}

async function cutTenTimes(redis: Redis): Promise<void> {
  for (let times = 0; times < 10; times += 1) {
    await cutOnce(redis);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function changePassword(redis: Redis, password: string): Promise<void> {
  await redis.config("SET", "requirepass", password);
  await cutOnce(redis);
}
