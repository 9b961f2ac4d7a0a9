import type { ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Redis } from "ioredis";

import { startRedisProcess } from "./redis-process.ts";
import { endProcess, startOnFreePort } from "./server-process.ts";

export interface RedisServerOptions {
  /**
   * More arguments for redis-server, such as `["--appendonly", "yes"]`. By default nothing is kept on disk.
   */
  readonly args?: readonly string[];
}

/** A Redis server of the test's own, on 127.0.0.1. */
export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** The process as it is now; another one after restart(). */
  readonly pid: number;
  /** A new client, connected when this resolves; stop() disconnects it. */
  client(): Promise<Redis>;
  /** Lets stop() disconnect a client that somebody else made. */
  adopt(client: Redis): void;
  /** Ends the process at once, as a crash does. The port stays this server's. */
  kill(): Promise<void>;
  /** Starts the server again on its port, after kill() or instead of it. Answers when this resolves. */
  restart(): Promise<void>;
  /** Lets the process hang: connections stay open and nothing answers, until resume(). */
  pause(): void;
  resume(): void;
  /** Ends everything: the clients, the process, its directory. */
  stop(): Promise<void>;
}

/**
 * Starts redis-server on a free port and resolves when it answers.
 *
 * @throws Error when there is no redis-server on this machine, or when it ends by itself: tests need it, so
 * they do not
 *   skip.
 */
export async function startRedisServer({ args = [] }: RedisServerOptions = {}): Promise<RedisServer> {
  const directory = await mkdtemp(join(tmpdir(), "hertz-sessions-redis-"));
  try {
    return await startOnFreePort(
      async (port) => new LocalRedisServer(directory, args, port, await spawnRedis(directory, port, args)),
    );
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
}

class LocalRedisServer implements RedisServer {
  readonly port: number;
  readonly #directory: string;
  readonly #args: readonly string[];
  readonly #clients: Redis[] = [];
  #child: ChildProcess;

  constructor(directory: string, args: readonly string[], port: number, child: ChildProcess) {
    this.#directory = directory;
    this.#args = args;
    this.port = port;
    this.#child = child;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return pidOf(this.#child);
  }

  async client(): Promise<Redis> {
    const client = new Redis({ host: "127.0.0.1", port: this.port, lazyConnect: true });
    // Tests that end the server look at what commands do; a client without a listener writes to the console.
    client.on("error", () => {});
    this.adopt(client);
    await client.connect();
    return client;
  }

  adopt(client: Redis): void {
    this.#clients.push(client);
  }

  kill(): Promise<void> {
    return endProcess(this.#child, "SIGKILL");
  }

  async restart(): Promise<void> {
    this.resume();
    await endProcess(this.#child, "SIGTERM");
    this.#child = await spawnRedis(this.#directory, this.port, this.#args);
  }

  pause(): void {
    this.#child.kill("SIGSTOP");
  }

  resume(): void {
    this.#child.kill("SIGCONT");
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.disconnect();
    await endProcess(this.#child, "SIGKILL");
    await rm(this.#directory, { recursive: true, force: true });
  }
}

function spawnRedis(directory: string, port: number, args: readonly string[]): Promise<ChildProcess> {
  const fixed = ["--port", String(port), "--bind", "127.0.0.1", "--dir", directory, "--daemonize", "no"];
  return startRedisProcess([...fixed, "--save", "", ...args], "Ready to accept connections");
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error("redis-server has no process id: it did not start");
  return child.pid;
}
