import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Redis } from "ioredis";
import { watchStore } from "../../pkg/sessions/src/testing/store-calls.ts";
import { catchWarnings } from "../support/catch-warnings.ts";
import { signIn, startFaultReplica } from "../support/fault-replica.ts";
import type { FaultReplica, FaultVisitor } from "../support/fault-replica.ts";
import { startRedisServer } from "../support/redis-server.ts";
import type { RedisServer } from "../support/redis-server.ts";

const SETTINGS = { rotateAfter: 60, deadlineMs: 300 };

let server: RedisServer;
let redis: Redis;

beforeAll(async () => {
  server = await startRedisServer();
  redis = await server.client();
});

afterAll(() => server.stop());

/** What happens to Redis at the moment when the session is about to get another id, and how it ends. */
interface Trouble {
  readonly name: string;
  begin(app: FaultReplica): unknown;
  end(app: FaultReplica): Promise<unknown>;
}

const TROUBLES: readonly Trouble[] = [
  {
    name: "refuses it",
    begin: () => redis.config("SET", "maxmemory", "1"),
    end: () => redis.config("SET", "maxmemory", "0"),
  },
  {
    name: "hangs",
    begin: () => server.pause(),
    end: async ({ client }) => {
      server.resume();
      await client.ping();
    },
  },
  {
    name: "loses the connection, and carries it out or not",
    begin: ({ client }) => {
      server.pause();
      setTimeout(() => {
        client.stream.destroy();
        server.resume();
      }, 20);
    },
    end: ({ client }) => vi.waitFor(() => client.ping()),
  },
];

/** Somebody whose id is two minutes old. */
async function agedVisitor(app: FaultReplica): Promise<FaultVisitor> {
  const visitor = await signIn(app);
  const fields = ((await redis.get(visitor.key)) ?? "").split("\t");
  fields[2] = String(Number(fields[2]) - 120_000);
  await redis.set(visitor.key, fields.join("\t"), "KEEPTTL");
  return visitor;
}

describe("a session whose id is old, when Redis", () => {
  it.each(TROUBLES)(
    "$name: the request goes on with it, nothing is lost, and it gets another id later",
    async (trouble) => {
      catchWarnings();
      const app = await startFaultReplica(server, SETTINGS);
      const visitor = await agedVisitor(app);
      watchStore(app.replica.store, async ({ operation }) => {
        if (operation === "rotate") await trouble.begin(app);
      });
      const found = await app.replica.visit(visitor.browser, async (session) => {
        await trouble.end(app);
        const handle = session.handle;
        session.set("n", 1);
        await session.save();
        return [handle, session.get("private") === visitor.secrets[3]];
      });
      expect(found).toEqual([visitor.handle, true]);
      const next = await startFaultReplica(server, SETTINGS);
      const later = await next.replica.visit(visitor.browser, (session) => [
        session.handle === visitor.handle,
        session.get("n"),
      ]);
      expect(later).toEqual([false, 1]);
      await Promise.all([app.replica.close(), next.replica.close()]);
    },
  );
});
