import type { Cluster, Redis } from "ioredis";

import { RedisDeadlineError, withinDeadline } from "./redis-deadline.ts";

/** Why Redis cannot be used, in words without an address or a secret; undefined when it answers. */
export type CheckRedis = () => Promise<string | undefined>;

/** Asks Redis for a PING within the deadline, and remembers for its answer what went wrong with the connection last. */
export function createRedisHealth(client: Redis | Cluster, deadlineMs = 1000): CheckRedis {
  let lastProblem: unknown;
  client.on("error", (error: unknown) => {
    lastProblem = error;
  });
  client.on("ready", () => {
    lastProblem = undefined;
  });
  return async function checkRedis() {
    try {
      await withinDeadline(client, deadlineMs, (redis) => redis.ping());
      return undefined;
    } catch (error) {
      return reasonOf(client.status === "ready" ? error : (lastProblem ?? error));
    }
  };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "Redis does not answer";
  if (error instanceof RedisDeadlineError) return error.message;
  if (error.name === "ReplyError") return reasonOfReply(/^[A-Z]+/.exec(error.message)?.[0] ?? "ERR");
  if ("code" in error && typeof error.code === "string") return `Redis cannot be reached (${error.code})`;
  return "Redis cannot be reached";
}

/** Redis's error replies begin with a code: the rest may name users and keys. */
function reasonOfReply(code: string): string {
  switch (code) {
    case "WRONGPASS":
    case "NOAUTH":
    case "NOPERM":
      return `Redis refuses the user or the password (${code})`;
    case "LOADING":
      return "Redis is loading its data (LOADING)";
    default:
      return `Redis answers with an error (${code})`;
  }
}
