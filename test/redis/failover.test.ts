import { once } from "node:events";
import { setImmediate } from "node:timers/promises";

import { Redis } from "ioredis";
import type { Cluster } from "ioredis";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { isSessionError } from "hertz-sessions";
import { RedisStore, connectRedis } from "hertz-sessions/redis";

import { catchWarnings } from "../support/catch-warnings.ts";
import { startRedisCluster, type RedisCluster } from "../support/redis-cluster.ts";
import { startRedisSentinel, type RedisSentinelGroup } from "../support/redis-sentinel.ts";
import type { RedisServer } from "../support/redis-server.ts";
import { saveSession, type AnySession } from "../support/save-session.ts";
import { nodeRedisSentinel, storeClients } from "../support/store-clients.ts";
import type { StoreClient } from "../support/redis-stores.ts";
import { untilReplicated } from "../support/until-replicated.ts";

/** A failover takes the time after which a server counts as down, and an election. */
const FAILOVER_WITHIN_MS = 20_000;
const secrets = ["a secret of the tests, long enough"];

function storeOver({ client, close }: StoreClient): RedisStore {
  onTestFinished(async () => {
    await close();
  });
  return new RedisStore({ client, secrets, deadlineMs: 500 });
}

function saveMany(store: RedisStore): Promise<AnySession[]> {
  return Promise.all(Array.from({ length: 30 }, (_, n) => saveSession(store, { n })));
}

/** Resolves when sessions can be saved again; until then every failure is a 503. */
async function untilSaved(sessions: readonly AnySession[]): Promise<void> {
  await vi.waitFor(
    async () => {
      const outcomes = await Promise.allSettled(
        sessions.map((session) => session.update("after", () => true)),
      );
      for (const outcome of outcomes) {
        if (outcome.status === "fulfilled") continue;
        if (!isSessionError(outcome.reason) || !("status" in outcome.reason)) throw outcome.reason;
        expect(outcome.reason.status).toBe(503);
        throw outcome.reason;
      }
    },
    { timeout: FAILOVER_WITHIN_MS, interval: 100 },
  );
}

/** Resolves when a session can be saved on a replica, too. */
async function untilSavedTwice(session: AnySession): Promise<void> {
  await vi.waitFor(() => session.save({ wait: 1 }), { timeout: FAILOVER_WITHIN_MS, interval: 100 });
}

async function expectAllThere(store: RedisStore, sessions: readonly AnySession[]): Promise<void> {
  const loaded = await Promise.all(sessions.map(({ id }) => store.open<Record<string, unknown>>(id)));
  expect(loaded.map((session) => [session?.get("n"), session?.get("after")])).toEqual(
    sessions.map((_, n) => [n, true]),
  );
}

describe("a client of a Sentinel group", () => {
  let group: RedisSentinelGroup;

  beforeAll(async () => {
    group = await startRedisSentinel();
  });

  afterAll(() => group.stop());

  it("connects also when it is told of a failover while it asks for the primary", async () => {
    const client = connectRedis({ sentinels: group.sentinels, name: group.name });
    onTestFinished(() => client.disconnect());
    expect(client.status).toBe("connecting");
    (client as unknown as { connector: { disconnect(): void } }).connector.disconnect(); // as ioredis does then
    await vi.waitFor(() => expect(client.status).toBe("ready"));
  });

  it("ends when it is told to while it asks for the primary", async () => {
    const client = connectRedis({ sentinels: group.sentinels, name: group.name });
    client.disconnect();
    await once(client, "end");
    await setImmediate();
    expect(client.status).toBe("end");
  });
});

describe("a Sentinel group whose primary is killed", () => {
  let group: RedisSentinelGroup;

  beforeAll(async () => {
    group = await startRedisSentinel();
  });

  afterAll(() => group.stop());

  it("goes on with the next primary, and every session that was replicated is there, with both libraries", async () => {
    catchWarnings();
    const { sentinels, name, primary, replicas } = group;
    const client = connectRedis({ sentinels, name });
    const ioredis = { client, close: () => client.disconnect() };
    const stores = [storeOver(ioredis), storeOver(await nodeRedisSentinel(group))];
    const sessions = await Promise.all(stores.map(saveMany));
    const waiting = await Promise.all(stores.map((store) => saveSession(store, { n: 0 }, { wait: 1 })));
    await untilReplicated(primary, replicas);

    await primary.kill();

    await Promise.all(sessions.map(untilSaved));
    await Promise.all(waiting.map(untilSavedTwice));
    await Promise.all(stores.map((store, index) => expectAllThere(store, sessions[index] ?? [])));
    expect(await group.primaryPort()).not.toBe(primary.port);
  });
});

// Longer than the tests: whoever is seen to leave a server that hangs has not waited for its answers.
const answerTimeoutMs = 60_000;

/** Lets a server hang, and sees that sessions can be saved again, all the same. */
async function expectLeft(primary: RedisServer, client: Redis | Cluster): Promise<void> {
  const store = storeOver({ client, close: () => client.disconnect() });
  const sessions = await saveMany(store);
  primary.pause();
  onTestFinished(() => primary.resume());
  await untilSaved(sessions);
}

describe("a Sentinel group whose primary hangs", () => {
  let group: RedisSentinelGroup;

  beforeAll(async () => {
    group = await startRedisSentinel();
  });

  afterAll(() => group.stop());

  it("is not watched any more when the client has quit", async () => {
    const { sentinels, name } = group;
    const client = connectRedis({ sentinels, name });
    const [, port] = sentinels[0]?.split(":") ?? [];
    const sentinel = new Redis(Number(port));
    onTestFinished(() => sentinel.disconnect());
    const subscribers = (): Promise<unknown> => sentinel.call("CLIENT", "LIST", "TYPE", "pubsub");
    await vi.waitFor(async () => expect(await subscribers()).not.toBe(""));
    await client.quit();
    await vi.waitFor(async () => expect(await subscribers()).toBe(""));
  });

  it("is left for the next primary as soon as the sentinels have one", async () => {
    catchWarnings();
    const { sentinels, name, primary } = group;
    await expectLeft(primary, connectRedis({ sentinels, name, answerTimeoutMs }));
  });
});

describe("a cluster of which a primary hangs", () => {
  it("is served by its replica as soon as the cluster has agreed on that", async () => {
    catchWarnings();
    const cluster = await startRedisCluster({ replicas: 1 });
    onTestFinished(() => cluster.stop());
    const [primary] = cluster.primaries;
    if (!primary) throw new Error("A cluster has primaries");
    await expectLeft(primary, connectRedis({ cluster: cluster.addresses, answerTimeoutMs }));
  });
});

describe("a cluster of which a primary is killed", () => {
  let cluster: RedisCluster;

  beforeAll(async () => {
    cluster = await startRedisCluster({ replicas: 1 });
  });

  afterAll(() => cluster.stop());

  it("goes on with its replica, and every session that was replicated is there, with both libraries", async () => {
    catchWarnings();
    const connections = await Promise.all(
      Object.values(storeClients).map((library) => library.cluster(cluster.addresses)),
    );
    const stores = connections.map(storeOver);
    const sessions = await Promise.all(stores.map(saveMany));
    await Promise.all(
      cluster.primaries.map((primary, index) =>
        untilReplicated(primary, cluster.replicas.slice(index, index + 1)),
      ),
    );

    await cluster.primaries[0]?.kill();

    await Promise.all(sessions.map(untilSaved));
    await Promise.all(stores.map((store, index) => expectAllThere(store, sessions[index] ?? [])));
  });
});
