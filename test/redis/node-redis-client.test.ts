import { createClient } from "redis";
import { expect, it, onTestFinished, vi } from "vitest";
import { RedisStore } from "hertz-sessions/redis";

import { catchWarnings } from "../support/catch-warnings.ts";
import { countCommands } from "../support/command-counter.ts";
import { startRedisServer, type RedisServer } from "../support/redis-server.ts";
import { saveSession } from "../support/save-session.ts";

const secrets = ["a secret of the tests, long enough"];

async function startServer(): Promise<RedisServer> {
  const server = await startRedisServer({ args: ["--appendonly", "yes", "--appendfsync", "always"] });
  onTestFinished(() => server.stop());
  return server;
}

type NodeRedis = Awaited<ReturnType<typeof connect>>;

async function connect({ url }: RedisServer) {
  const client = createClient({ url, socket: { reconnectStrategy: 50 } });
  onTestFinished(() => client.destroy());
  return client.connect();
}

async function untilLost(client: NodeRedis): Promise<void> {
  await vi.waitFor(() => expect(client.isReady).toBe(false), 5000);
}

it("a node-redis client that nobody listens to survives an outage: one warning, 503 at once, then the same session", async () => {
  const warnings = catchWarnings();
  const server = await startServer();
  const client = await connect(server);
  const stores = [new RedisStore({ client, secrets }), new RedisStore({ client, secrets })] as const;
  const session = await saveSession(stores[0], { user: "ada" });

  await server.kill();
  await untilLost(client);
  await expect(stores[0].open(session.id)).rejects.toMatchObject({ code: "ERR_SESSION_STORE_DOWN" });
  await expect(stores[1].open(session.id)).rejects.toMatchObject({ code: "ERR_SESSION_STORE_DOWN" });
  await server.restart();
  await vi.waitFor(() => expect(client.isReady).toBe(true), 5000);

  expect((await stores[0].open<{ user: string }>(session.id))?.get("user")).toBe("ada");
  expect(warnings.map(({ code }) => code)).toEqual(["WRN_SESSION_REDIS_DOWN"]);
});

it("the errors of a node-redis client that somebody listens to are left to that listener", async () => {
  const warnings = catchWarnings();
  const server = await startServer();
  const client = await connect(server);
  const heard: unknown[] = [];
  client.on("error", (error) => heard.push(error));
  const store = new RedisStore({ client, secrets });

  await server.kill();
  await untilLost(client);

  await expect(saveSession(store, { user: "ada" })).rejects.toMatchObject({ status: 503 });
  expect(heard.length).toBeGreaterThan(0);
  expect(warnings).toEqual([]);
});

it("a write that a hanging Redis gets after its deadline is refused, also over node-redis", async () => {
  const server = await startServer();
  const store = new RedisStore({ client: await connect(server), secrets, deadlineMs: 300 });
  const session = await saveSession(store, { n: 0 });

  server.pause();
  session.set("n", 1);
  await expect(session.save()).rejects.toMatchObject({ code: "ERR_SESSION_STORE_DEADLINE" });
  server.resume();

  expect((await store.open<{ n: number }>(session.id))?.get("n")).toBe(0);
});

it("a read and a save over node-redis cost one command each", async () => {
  const server = await startServer();
  const store = new RedisStore({ client: await connect(server), secrets });
  const { id } = await saveSession(store, { n: 0 });
  const count = async (): Promise<void> => {
    const session = await store.open<{ n: number }>(id);
    session?.set("n", (session.get("n") ?? 0) + 1);
    await session?.save();
  };
  await count(); // Redis gets to know the script
  const counts = await countCommands(await server.client(), count);
  const insideTheScript = { time: 1, get: 1, set: 1 };
  expect(counts).toEqual({ getex: 1, evalsha: 1, ...insideTheScript });
});
