import { describe, expect, it } from "vitest";
import type { RedisConnection } from "./redis-commands.ts";
import { NotReplicatedError, ReplicatedCommands } from "./replicated-commands.ts";

/** A connection that notes what is sent over it; the test answers each `WAIT`. */
class Connection {
  readonly sent: string[] = [];
  readonly #waits: ((replicas: number) => void)[] = [];

  get commands(): RedisConnection {
    return this as unknown as RedisConnection;
  }

  remove(key: string): Promise<number> {
    this.sent.push(`DEL ${key}`);
    return key === "refused" ? Promise.reject(new Error("READONLY")) : Promise.resolve(1);
  }

  wait(replicas: number, timeoutMs: number): Promise<number> {
    this.sent.push(`WAIT ${replicas} ${timeoutMs}`);
    return new Promise((resolve) => this.#waits.push(resolve));
  }

  /** Answers the oldest `WAIT` once it was sent. */
  async acknowledge(replicas: number): Promise<void> {
    while (this.#waits.length === 0) await new Promise(setImmediate);
    this.#waits.shift()?.(replicas);
  }
}

function writer(replicas = 1): { connection: Connection; commands: ReplicatedCommands } {
  const connection = new Connection();
  return { connection, commands: new ReplicatedCommands(connection.commands, { replicas, timeoutMs: 500 }) };
}

describe("ReplicatedCommands", () => {
  it("a write resolves once enough replicas have acknowledged it", async () => {
    const { connection, commands } = writer(2);
    const write = commands.remove("a");
    await connection.acknowledge(2);
    await expect(write).resolves.toBe(1);
    expect(connection.sent).toEqual(["DEL a", "WAIT 2 500"]);
  });

  it("a write rejects when too few replicas have acknowledged it in time", async () => {
    const { connection, commands } = writer(2);
    const write = commands.remove("a");
    const failed = expect(write).rejects.toBeInstanceOf(NotReplicatedError);
    await connection.acknowledge(1);
    await failed;
  });

  it("writes of one moment, and those that come while others wait, share a WAIT that is sent behind them", async () => {
    const { connection, commands } = writer();
    const first = Promise.all([commands.remove("a"), commands.remove("b")]);
    while (connection.sent.length < 3) await new Promise(setImmediate);
    const second = Promise.all([commands.remove("c"), commands.remove("d")]);
    await connection.acknowledge(1);
    await first;
    await connection.acknowledge(1);
    await second;
    expect(connection.sent).toEqual(["DEL a", "DEL b", "WAIT 1 500", "DEL c", "DEL d", "WAIT 1 500"]);
  });

  it("a refusal of Redis is passed on as it is", async () => {
    const { connection, commands } = writer();
    const refused = expect(commands.remove("refused")).rejects.toThrow("READONLY");
    await connection.acknowledge(1);
    await refused;
  });
});
