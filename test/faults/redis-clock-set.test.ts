import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectRedis } from "hertz-sessions/redis";
import type { IoredisClient } from "hertz-sessions/redis";
import type { Redis } from "ioredis";
import { failureOf, signIn, startFaultReplica } from "../support/fault-replica.ts";
import { startRedisServer } from "../support/redis-server.ts";
import type { RedisServer } from "../support/redis-server.ts";

const DEADLINE_MS = 1000;

let server: RedisServer;
let redis: Redis;

beforeAll(async () => {
  server = await startRedisServer();
  redis = await server.client();
});

afterAll(() => server.stop());

/** A client to which Redis's clock seems to go after by so many seconds, each time that it asks. */
function clientWithLag(...lags: number[]): { client: IoredisClient; asked: () => number } {
  const client = connectRedis({ url: server.url });
  server.adopt(client);
  let asked = 0;
  const time = async (): Promise<number[]> => {
    asked += 1;
    const [seconds, microseconds] = await client.time();
    return [Number(seconds) - (lags.shift() ?? 0), Number(microseconds)];
  };
  const lagging = new Proxy(client, {
    get(target, name) {
      if (name === "time") return time;
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === "function" ? (member.bind(target) as unknown) : member;
    },
  });
  return { client: lagging, asked: () => asked };
}

describe("a process whose idea of Redis's clock is behind, as after somebody has set it", () => {
  it("asks again when a write in time is refused as late, and stores it", async () => {
    const { client, asked } = clientWithLag(60);
    const app = await startFaultReplica(server, { client, deadlineMs: DEADLINE_MS });
    const visitor = await signIn(app);
    expect(asked()).toBe(1);
    for (const n of [1, 2]) {
      await app.replica.visit(visitor.browser, (session) => {
        session.set("n", n);
        return session.save();
      });
      expect(asked()).toBe(2);
      expect(await redis.get(visitor.key)).toMatch(new RegExp(`\n"n"\t${n}$`));
    }
    await app.replica.close();
  });

  it("gives up when that does not help, and stores nothing", async () => {
    const { client, asked } = clientWithLag(60, 60, 60, 60);
    const app = await startFaultReplica(server, { client, deadlineMs: DEADLINE_MS });
    const visitor = await signIn(app);
    const row = await redis.get(visitor.key);
    const late = { code: "ERR_SESSION_STORE_DEADLINE", status: 503, operation: "merge" };
    const save = app.replica.visit(visitor.browser, (session) => {
      session.set("n", 1);
      return session.save();
    });
    expect(await failureOf(save, visitor)).toMatchObject(late);
    expect([asked(), await redis.get(visitor.key)]).toEqual([2, row]);
    await app.replica.close();
  });
});
