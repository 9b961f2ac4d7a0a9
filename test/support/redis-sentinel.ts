import type { ChildProcess } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Redis } from "ioredis";
import { vi } from "vitest";

import { startRedisProcess } from "./redis-process.ts";
import { startRedisServer, type RedisServer } from "./redis-server.ts";
import { endProcess, startOnFreePort } from "./server-process.ts";

/** A group of servers with three sentinels that watch over it. */
export interface RedisSentinelGroup {
  /** What the sentinels call the group. */
  readonly name: string;
  /** Addresses of the sentinels, host:port. */
  readonly sentinels: readonly string[];
  /** The server that is the primary at the start. */
  readonly primary: RedisServer;
  readonly replicas: readonly RedisServer[];
  /** The port of the server that a sentinel holds to be the primary now. */
  primaryPort(): Promise<number>;
  /** Ends all its processes. */
  stop(): Promise<void>;
}

const NAME = "sessions";
const SENTINELS = 3;
/** Milliseconds after which a primary that is silent counts as down: short, so that a failover is over within seconds. */
const DOWN_AFTER_MS = 1000;
/** A user of its own for sentinels and replicas. */
const GUARD = {
  server: ["--user guard on >guard ~* &* +@all", "--masteruser guard", "--masterauth guard"].flatMap(
    (argument) => argument.split(" "),
  ),
  sentinel: [`sentinel auth-user ${NAME} guard`, `sentinel auth-pass ${NAME} guard`],
} as const;
/** Milliseconds that the group may take to find itself together. */
const READY_WITHIN_MS = 20_000;

export interface RedisSentinelOptions {
  /** Whether sentinels and replicas sign in as the user `guard`, so that they can be locked out of a server. Default: they do not. */
  readonly guarded?: boolean;
}

/** Starts a primary, two replicas and three sentinels, and resolves when each sentinel knows all of them. */
export async function startRedisSentinel({
  guarded = false,
}: RedisSentinelOptions = {}): Promise<RedisSentinelGroup> {
  const guard = guarded ? GUARD.server : [];
  const servers: RedisServer[] = [];
  const sentinels: Sentinel[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all([...servers, ...sentinels].map((part) => part.stop()));
  };
  try {
    const primary = await startRedisServer({ args: ["--repl-diskless-sync-delay", "0", ...guard] });
    servers.push(primary);
    for (let count = 0; count < 2; count += 1) servers.push(await startReplica(primary, guard));
    while (sentinels.length < SENTINELS) sentinels.push(await Sentinel.start(primary, guarded));
    await Promise.all(sentinels.map((sentinel) => sentinel.knowsAll(servers.length - 1)));
    return {
      name: NAME,
      sentinels: sentinels.map(({ port }) => `127.0.0.1:${port}`),
      primary,
      replicas: servers.slice(1),
      primaryPort: () => sentinels[0]?.primaryPort() ?? Promise.resolve(0),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startReplica(primary: RedisServer, guard: readonly string[]): Promise<RedisServer> {
  const replica = await startRedisServer({
    args: ["--replicaof", "127.0.0.1", String(primary.port), ...guard],
  });
  const client = await replica.client();
  await vi.waitFor(
    async () => {
      if (!(await client.info("replication")).includes("master_link_status:up")) {
        throw new Error("a replica does not follow its primary");
      }
    },
    { timeout: READY_WITHIN_MS, interval: 50 },
  );
  return replica;
}

/** One process of redis-server as a sentinel. */
class Sentinel {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #directory: string;
  readonly #client: Redis;

  private constructor(port: number, child: ChildProcess, directory: string) {
    this.port = port;
    this.#child = child;
    this.#directory = directory;
    this.#client = new Redis({ host: "127.0.0.1", port });
    this.#client.on("error", () => {});
  }

  static async start(primary: RedisServer, guarded: boolean): Promise<Sentinel> {
    const directory = await mkdtemp(join(tmpdir(), "hertz-sessions-sentinel-"));
    const file = join(directory, "sentinel.conf");
    try {
      return await startOnFreePort(async (port) => {
        await writeFile(file, configurationOf(port, directory, primary, guarded));
        const child = await startRedisProcess([file, "--sentinel"], "+monitor master");
        return new Sentinel(port, child, directory);
      });
    } catch (error) {
      await rm(directory, { recursive: true, force: true });
      throw error;
    }
  }

  async knowsAll(replicas: number): Promise<void> {
    await vi.waitFor(
      async () => {
        const facts = (await this.#client.call("SENTINEL", "MASTER", NAME)) as string[];
        const numberOf = (fact: string): number => Number(facts[facts.indexOf(fact) + 1]);
        if (numberOf("num-other-sentinels") < SENTINELS - 1 || numberOf("num-slaves") < replicas) {
          throw new Error("a sentinel does not know the whole group");
        }
      },
      { timeout: READY_WITHIN_MS, interval: 50 },
    );
  }

  async primaryPort(): Promise<number> {
    const [, port] = (await this.#client.call("SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME)) as string[];
    return Number(port);
  }

  async stop(): Promise<void> {
    this.#client.disconnect();
    await endProcess(this.#child, "SIGKILL");
    await rm(this.#directory, { recursive: true, force: true });
  }
}

function configurationOf(port: number, directory: string, primary: RedisServer, guarded: boolean): string {
  return [
    `port ${port}`,
    "bind 127.0.0.1",
    `dir ${directory}`,
    `sentinel monitor ${NAME} 127.0.0.1 ${primary.port} 2`,
    `sentinel down-after-milliseconds ${NAME} ${DOWN_AFTER_MS}`,
    `sentinel failover-timeout ${NAME} 5000`,
    ...(guarded ? GUARD.sentinel : []),
    "",
  ].join("\n");
}
