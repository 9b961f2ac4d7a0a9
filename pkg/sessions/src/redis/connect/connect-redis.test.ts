import type { Redis } from "ioredis";
import { describe, expect, it, onTestFinished } from "vitest";
import { catchWarnings } from "../../../../../test/support/catch-warnings.ts";
import { freePort } from "../../../../../test/support/free-port.ts";
import { nextEvent } from "../../../../../test/support/next-event.ts";
import { startRedisServer } from "../../../../../test/support/redis-server.ts";
import type { RedisServer } from "../../../../../test/support/redis-server.ts";
import { connectRedis } from "./connect-redis.ts";

function connect(url: string): Redis {
  const client = connectRedis({ url });
  onTestFinished(() => client.disconnect());
  return client;
}

async function startServer(): Promise<RedisServer> {
  const server = await startRedisServer();
  onTestFinished(() => server.stop());
  return server;
}

/** Waits until a client has lost, or failed to make, so many connections. */
function untilFailed(client: Redis, times: number): Promise<void> {
  return new Promise((resolve) => {
    let failures = 0;
    client.on("close", () => {
      failures += 1;
      if (failures === times) resolve();
    });
  });
}

describe("connectRedis()", () => {
  it.each([null, "", "localhost:6379", "127.0.0.1", "http://127.0.0.1", "unix:///tmp/redis.sock", 6379])(
    "refuses the address %j, without connecting to a default one",
    (url) => {
      const refusal = { code: "ERR_SESSION_CONFIG", message: expect.stringContaining("redis://host:port") };
      expect(() => connectRedis({ url: url as string })).toThrow(expect.objectContaining(refusal));
    },
  );

  it("connects to this machine when no address is given", () => {
    for (const options of [undefined, {}, { url: undefined }]) {
      const client = connectRedis(options);
      client.disconnect();
      expect(client.options).toMatchObject({ host: "127.0.0.1", port: 6379 });
    }
  });

  it("does not show a password when it refuses an address", () => {
    expect(() => connectRedis({ url: "redsi://:hunter2@127.0.0.1" })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining("hunter2") }),
    );
  });

  it("returns at once when there is no Redis, keeps trying, and warns once, without the password", async () => {
    const warnings = catchWarnings();
    const client = connect(`redis://:hunter2@127.0.0.1:${await freePort()}`);
    await untilFailed(client, 4);
    expect(warnings).toEqual([
      { code: "WRN_SESSION_REDIS_DOWN", message: expect.stringContaining("ECONNREFUSED") },
    ]);
    expect(warnings[0]?.message).not.toContain("hunter2");
  });

  it("rejects commands while there is no Redis, instead of holding them", async () => {
    catchWarnings();
    const client = connect(`redis://127.0.0.1:${await freePort()}`);
    await untilFailed(client, 1);
    await expect(client.get("key")).rejects.toThrow("max retries");
  });

  it("warns once for each outage, and comes back by itself after each", async () => {
    const server = await startServer();
    const warnings = catchWarnings();
    const client = connect(server.url);
    await nextEvent(client, "ready");
    const counts = [warnings.length];
    for (let outage = 0; outage < 2; outage += 1) {
      const lost = untilFailed(client, 3);
      await server.kill();
      await lost;
      const ready = nextEvent(client, "ready");
      await server.restart();
      await ready;
      counts.push(warnings.length);
    }
    expect(counts).toEqual([0, 1, 2]);
    await expect(client.ping()).resolves.toBe("PONG");
  });

  it("rejects what was under way when the connection broke, and does not send it again", async () => {
    catchWarnings();
    const server = await startServer();
    const client = connect(server.url);
    await nextEvent(client, "ready");
    server.pause();
    const underWay = client.set("key", "late");
    const rejected = expect(underWay).rejects.toThrow(Error);
    await server.kill();
    await rejected;
    const ready = nextEvent(client, "ready");
    await server.restart();
    await ready;
    await expect(client.get("key")).resolves.toBeNull();
  });
});
