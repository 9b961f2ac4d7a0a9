import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { createInterface } from "node:readline";

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";

import { ClusterWatch } from "../../biz/cluster/cluster-watch.ts";
import { RedisReplicaBoard } from "../../biz/dal/redis-replica-board.ts";
import { createPasswordHasher, type PasswordHasher } from "../../pkg/password/password-hasher.ts";
import { listen, type ListeningServer } from "../../biz/server/listen.ts";
import { signedInVisitor } from "../support/account.ts";
import { countCommands } from "../support/command-counter.ts";
import { startRedisServer, type RedisServer } from "../support/redis-server.ts";
import { startReplica, type Replica } from "../support/start-replica.ts";
import { Visitor } from "../support/visitor.ts";

let redis: RedisServer;
let passwords: PasswordHasher;
let here: Replica;
let there: Replica;
let server: ListeningServer;

beforeAll(async () => {
  redis = await startRedisServer();
  passwords = createPasswordHasher({ cost: 4 });
  here = await startReplica({ redis, passwords, replica: "app-1" });
  there = await startReplica({ redis, passwords, replica: "app-2" });
  server = await listen(here.app, { host: "127.0.0.1", port: 0 });
});

afterAll(async () => {
  await server.drain({ idleMs: 0, limitMs: 1000 });
  await passwords.close();
  await redis.stop();
});

/** Somebody who is signed in. */
async function user(): Promise<Visitor> {
  return (await signedInVisitor(here.app)).visitor;
}

interface Shown {
  readonly redisAnswers: boolean;
  readonly keys: readonly { readonly server: string; readonly keys: number }[];
  readonly replicas: readonly { readonly name: string; readonly rate: number; readonly health: string }[];
}

class Stream {
  readonly response: IncomingMessage;
  readonly #lines: AsyncIterator<string>;

  constructor(response: IncomingMessage) {
    this.response = response;
    this.#lines = createInterface({ input: response })[Symbol.asyncIterator]();
  }

  async next(): Promise<Shown> {
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done) throw new Error("the stream has ended");
      if (value.startsWith("data: ")) return JSON.parse(value.slice(6)) as Shown;
    }
  }
}

async function openStream(visitor: Visitor, address = server.address): Promise<Stream> {
  const request = get(`${address}/api/cluster`, { headers: { Cookie: visitor.cookieHeader }, agent: false });
  onTestFinished(() => void request.destroy());
  const [response] = (await once(request, "response")) as [IncomingMessage];
  response.on("error", () => {});
  return new Stream(response);
}

describe("GET /api/cluster", () => {
  it("answers 401 to whoever is not signed in", async () => {
    expect((await new Visitor().get(here.app, "/api/cluster")).status).toBe(401);
  });

  it("streams every replica and the keys in Redis, past proxies that collect answers", async () => {
    await there.cluster.beat();
    const stream = await openStream(await user());
    expect(stream.response.headers).toMatchObject({
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    });
    await here.cluster.beat();
    const shown = await stream.next();
    expect(shown.redisAnswers).toBe(true);
    expect(shown.replicas.map(({ name, health }) => [name, health])).toEqual([
      ["app-1", "answers"],
      ["app-2", "answers"],
    ]);
    expect(shown.replicas[0]?.rate).toBeGreaterThan(0);
    expect(shown.keys).toEqual([{ server: "Redis", keys: expect.any(Number) }]);
  });

  it("shows a replica as silent once it told nothing for three seconds, and as it is when it does again", async () => {
    const board = new RedisReplicaBoard(here.client);
    const client = await redis.client();
    const [, told = ""] = String(await client.hget("cluster:replicas", "app-2")).split("\t");
    await client.hset("cluster:replicas", "app-2", `${Date.now() - 3500}\t${told}`);
    const stream = await openStream(await user());
    await here.cluster.beat();
    expect((await stream.next()).replicas[1]).toMatchObject({ name: "app-2", health: "silent" });
    await board.tell("app-2", { rate: 0, age: 1, ending: true });
    await here.cluster.beat();
    expect((await stream.next()).replicas[1]).toMatchObject({ name: "app-2", health: "ending" });
  });

  it("refuses a seventh stream of one user, and has room again when one has ended", async () => {
    const visitor = await user();
    const streams = [];
    for (let count = 0; count < 6; count += 1) streams.push(await openStream(visitor));
    const seventh = await visitor.get(here.app, "/api/cluster");
    expect([seventh.status, seventh.headers["retry-after"]]).toEqual([503, "10"]);
    streams[0]?.response.destroy();
    await expect.poll(async () => (await openStream(visitor)).response.statusCode).toBe(200);
  });

  it("ends when the server drains", async () => {
    const draining = await listen(here.app, { host: "127.0.0.1", port: 0 });
    const { response } = await openStream(await user(), draining.address);
    const ended = once(response, "end");
    response.resume();
    expect(await draining.drain({ idleMs: 0, limitMs: 5000 })).toBe(true);
    await ended;
  });
});

describe("what the view costs Redis", () => {
  it("is one script for each beat whoever watches, and a DBSIZE every five seconds where somebody does", async () => {
    const client = await redis.client();
    const watch = new ClusterWatch({
      board: new RedisReplicaBoard(here.client, { key: "cluster:costs" }),
      replica: "app-1",
      stopping: new AbortController().signal,
    });
    await watch.beat();
    const unwatched = await countCommands(client, async () => {
      for (let beat = 0; beat < 3; beat += 1) await watch.beat();
    });
    expect(unwatched).toEqual({ eval: 3, time: 3, hset: 3, pexpire: 3 });
    for (let viewer = 0; viewer < 50; viewer += 1) watch.view(() => {});
    const watched = await countCommands(client, async () => {
      for (let beat = 0; beat < 3; beat += 1) await watch.beat();
    });
    expect(watched).toMatchObject({ eval: 3, time: 3, hset: 3, pexpire: 3, hgetall: 3, dbsize: 1 });
  });

  it("is nothing for each request", async () => {
    const client = await redis.client();
    const counts = await countCommands(client, async () => {
      await new Visitor().get(here.app, "/nowhere");
    });
    expect(counts["eval"]).toBeUndefined();
  });
});

describe("a board in Redis", () => {
  it("forgets a replica that told nothing for ten minutes, and what no replica wrote", async () => {
    const client = await redis.client();
    await client.hset("cluster:old", { gone: `${Date.now() - 601_000}\t{}`, odd: "nonsense" });
    const board = new RedisReplicaBoard(here.client, { key: "cluster:old" });
    const heard = await board.tellAndRead("app-1", { rate: 1, age: 2, ending: false });
    expect(heard.map(({ name }) => name)).toEqual(["app-1"]);
    expect(await client.hkeys("cluster:old")).toEqual(["app-1"]);
  });

  it("is not there while Redis hangs: viewers are told so, and one command waits at most", async () => {
    const watch = new ClusterWatch({
      board: new RedisReplicaBoard(here.client, { key: "cluster:hung", deadlineMs: 100 }),
      replica: "app-1",
      stopping: new AbortController().signal,
    });
    const states: boolean[] = [];
    watch.view(({ redisAnswers }) => states.push(redisAnswers));
    redis.pause();
    onTestFinished(() => redis.resume());
    await Promise.all([watch.beat(), watch.beat()]);
    expect(states).toEqual([false]);
  });
});
