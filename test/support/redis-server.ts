import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Redis } from "ioredis";

import { freePort } from "./free-port.ts";

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
    const { port, child } = await spawnOnFreePort(directory, args);
    return new LocalRedisServer(directory, args, port, child);
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
    return end(this.#child, "SIGKILL");
  }

  async restart(): Promise<void> {
    this.resume();
    await end(this.#child, "SIGTERM");
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
    await end(this.#child, "SIGKILL");
    await rm(this.#directory, { recursive: true, force: true });
  }
}

async function spawnOnFreePort(
  directory: string,
  args: readonly string[],
): Promise<{ port: number; child: ChildProcess }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    try {
      return { port, child: await spawnRedis(directory, port, args) };
    } catch (error) {
      // Another process may have taken the port between the two steps.
      if (!(error instanceof PortTakenError) || attempt === 5) throw error;
    }
  }
}

class PortTakenError extends Error {
  override readonly name = "PortTakenError";
}

async function spawnRedis(directory: string, port: number, args: readonly string[]): Promise<ChildProcess> {
  const fixed = ["--port", String(port), "--bind", "127.0.0.1", "--dir", directory, "--daemonize", "no"];
  const child = spawn("redis-server", [...fixed, "--save", "", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const killWithTest = (): void => {
    child.kill("SIGKILL");
  };
  process.once("exit", killWithTest);
  child.once("exit", () => process.removeListener("exit", killWithTest));
  await untilReady(child);
  return child;
}

async function untilReady(child: ChildProcess): Promise<void> {
  let output = "";
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      if (output.includes("Ready to accept connections")) resolve();
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("error", (error) => {
      reject(
        new Error("Cannot start redis-server, which the tests need: install Redis 6.2 or newer", {
          cause: error,
        }),
      );
    });
    child.once("exit", () => {
      const portTaken = output.includes("Address already in use");
      reject(
        portTaken ? new PortTakenError("redis-server found its port taken") : new Error(endedEarly(output)),
      );
    });
  });
  // Nobody reads the rest, and a full pipe would stop the server.
  child.stdout?.removeAllListeners("data").resume();
  child.stderr?.removeAllListeners("data").resume();
}

function endedEarly(output: string): string {
  return `redis-server ended before it was ready:\n${output}`;
}

async function end(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill(signal);
  await exited;
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error("redis-server has no process id: it did not start");
  return child.pid;
}
