import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { demoPaths } from "../../scripts/lib/demo/paths.ts";
import { freePorts } from "../../scripts/lib/demo/ports.ts";
import { startAppProcess, type AppProcess } from "./app-process.ts";
import { startNginxFront } from "./nginx-front.ts";
import { startRedisServer, type RedisServer } from "./redis-server.ts";

/** Redis, replicas that count (counting-replica.ts), and nginx with the configuration that is shipped. */
export interface ReplicaGroup {
  /** Where nginx answers. */
  readonly url: string;
  /** Where each replica answers. */
  readonly replicaUrls: readonly string[];
  readonly redis: RedisServer;
  /** Asks one replica to end, and starts it again when it has; gives its exit code. */
  restart(index: number): Promise<number | null>;
  /** Ends one replica at once, as a crash does. */
  kill(index: number): Promise<void>;
  /** Starts one that has ended; it accepts requests when this resolves. */
  start(index: number): Promise<void>;
  /** What nginx wrote to its log. */
  nginxLog(): Promise<string>;
  stop(): Promise<void>;
}

export async function startReplicaGroup(replicas: number): Promise<ReplicaGroup> {
  const redis = await startRedisServer();
  const [port = 0, ...ports] = await freePorts(1 + replicas);
  const processes = await Promise.all(ports.map((_, index) => startCountingReplica(index)));
  const front = await startNginxFront({ port, replicaPorts: ports, path: "/count" });

  async function startCountingReplica(index: number): Promise<AppProcess> {
    const replica = startAppProcess(
      { PORT: String(ports[index]), REDIS_URL: redis.url, REPLICA: `replica-${index + 1}` },
      "test/support/counting-replica.ts",
    );
    await Promise.race([
      replica.line("ready"),
      replica.exitCode.then(() => {
        throw new Error(`A replica ended before it was ready:\n${replica.errors()}`);
      }),
    ]);
    return replica;
  }

  function processOf(index: number): AppProcess {
    const found = processes[index];
    if (!found) throw new RangeError(`There is no replica ${index}`);
    return found;
  }

  async function start(index: number): Promise<void> {
    processes[index] = await startCountingReplica(index);
  }

  return {
    url: front.url,
    replicaUrls: ports.map((replicaPort) => `http://127.0.0.1:${replicaPort}`),
    redis,
    start,
    restart: async (index) => {
      const code = await processOf(index).end("SIGTERM");
      await start(index);
      return code;
    },
    kill: async (index) => {
      await processOf(index).end("SIGKILL");
    },
    nginxLog: () => readFile(join(demoPaths(front.folder).logs, "nginx.log"), "utf8"),
    stop: async () => {
      await front.stop();
      await Promise.all(processes.map((replica) => replica.end("SIGKILL")));
      await redis.stop();
    },
  };
}
