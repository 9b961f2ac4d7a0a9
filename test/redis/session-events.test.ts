import { expect, it, onTestFinished, vi } from "vitest";
import { RedisStore, connectRedis } from "hertz-sessions/redis";
import { catchEvents } from "../support/catch-events.ts";
import { catchWarnings } from "../support/catch-warnings.ts";
import { startRedisServer } from "../support/redis-server.ts";
import type { RedisServer } from "../support/redis-server.ts";
import { saveSession } from "../support/save-session.ts";

const secrets = ["a secret of the tests, long enough"];
const durationMs: unknown = expect.any(Number);

async function startServer(): Promise<RedisServer> {
  const server = await startRedisServer();
  onTestFinished(() => server.stop());
  return server;
}

function storeOver({ url }: RedisServer, deadlineMs = 1000): RedisStore {
  const client = connectRedis({ url });
  onTestFinished(() => client.disconnect());
  return new RedisStore({ client, secrets, deadlineMs });
}

it("store tells of each command of a session whether and when Redis answered", async () => {
  const store = storeOver(await startServer());
  const answers = catchEvents("store");
  const session = await saveSession(store, { n: 1 });
  const opened = await store.open<{ n: number }>(session.id);
  opened?.set("n", 2);
  await opened?.save();
  await opened?.destroy();
  const answered = { store: "redis", outcome: "answered", durationMs };
  expect(answers).toEqual(
    ["insert", "read", "merge", "remove"].map((operation) => ({ ...answered, operation })),
  );
  expect(answers.every((answer) => answer.durationMs > 0 && answer.durationMs < 1000)).toBe(true);
});

it("store says late when Redis hangs, and error names the deadline", async () => {
  const server = await startServer();
  const store = storeOver(server, 200);
  const session = await saveSession(store, { n: 1 });
  const [answers, errors] = [catchEvents("store"), catchEvents("error")];
  server.pause();
  await expect(store.open(session.id)).rejects.toThrow();
  server.resume();
  expect(answers).toEqual([{ store: "redis", operation: "read", outcome: "late", durationMs }]);
  expect(answers[0]?.durationMs).toBeGreaterThan(190);
  expect(errors).toEqual([{ store: "redis", operation: "load", code: "ERR_SESSION_STORE_DEADLINE" }]);
});

it("connection says once when Redis is lost, and once when it is back", async () => {
  catchWarnings();
  const server = await startServer();
  const connections = catchEvents("connection");
  const store = storeOver(server);
  const session = await saveSession(store, { n: 1 });
  await server.kill();
  await vi.waitFor(() => expect(connections).toHaveLength(2), 5000);
  const errors = catchEvents("error");
  await expect(store.open(session.id)).rejects.toThrow();
  await server.restart();
  await vi.waitFor(() => expect(connections).toHaveLength(3), 5000);
  expect(connections).toEqual(["up", "down", "up"].map((state) => ({ store: "redis", state, to: "server" })));
  expect(errors).toMatchObject([{ code: "ERR_SESSION_STORE_DOWN" }]);
});
