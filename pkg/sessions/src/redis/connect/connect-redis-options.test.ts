import type { Cluster, Redis } from "ioredis";
import { describe, expect, it, onTestFinished } from "vitest";
import { SessionConfigError } from "../../core/errors.ts";
import type { ConnectRedisOptions } from "./connection-options.ts";
import { connectRedis } from "./connect-redis.ts";

function refusalOf(options: unknown): string {
  try {
    connectRedis(options as ConnectRedisOptions).disconnect();
  } catch (error) {
    if (error instanceof SessionConfigError) return error.message;
    throw error;
  }
  return "";
}

/** What ioredis was told; nothing listens at these addresses, and nothing waits for them. */
function optionsOf(options: ConnectRedisOptions): Redis["options"] {
  const client = connectRedis(options) as Redis;
  client.on("error", () => undefined);
  client.disconnect();
  return client.options;
}

describe("connectRedis() refuses", () => {
  const password = "hunter2";
  it.each([
    ["no object", null, "needs an object"],
    ["another protocol", { url: `http://:${password}@redis` }, "option url must look like redis://host:port"],
    ["an address without a host", { url: `redis://:${password}@` }, "option url must look like"],
    [
      "an address with a broken escape",
      { url: `redis://:${password}%zz@redis` },
      "option url must look like",
    ],
    [
      "an address with a query",
      { url: `redis://:${password}@redis/0?family=6` },
      'give what follows "?" as options',
    ],
    ["a database that is no number", { url: `redis://:${password}@redis/one` }, "a number as its database"],
    ["a negative database", { database: -1 }, "option database must be a whole number from 0 on"],
    ["a password that is no text", { password: 5 }, "option password must be a text"],
    ["an empty user name", { username: "" }, "option username must be a text that is not empty"],
    ["TLS that is neither on nor off", { tls: "yes" }, "option tls must be true, false, or an object"],
    [
      "no time to connect",
      { connectTimeoutMs: 0 },
      "option connectTimeoutMs must be a whole number from 1 on",
    ],
    ["an option that it does not know", { passwd: password }, "Unknown option passwd of connectRedis()"],
    ["sentinels without a name", { sentinels: ["a:1"] }, "needs the option name"],
    [
      "no sentinel",
      { sentinels: [], name: "s" },
      "option sentinels must be an array with at least one address",
    ],
    ["a wrong sentinel", { sentinels: ["a:1", "http://b"], name: "s" }, "option sentinels[1] must look like"],
    ["a sentinel's database", { sentinels: ["redis://a/2"], name: "s" }, "give it as the option database"],
    ["a cluster that is no list", { cluster: "a:1" }, "option cluster must be an array"],
    ["a cluster's database", { cluster: ["redis://a:1/2"] }, "Redis Cluster has database 0 alone"],
    ["a database on a cluster", { cluster: ["a:1"], database: 1 }, "Unknown option database"],
    [
      "nodes that differ in their password",
      { cluster: [`redis://:${password}@a:1`, "redis://b:1"] },
      "differ in password: give it once, as the option password",
    ],
  ])("%s, and says what to do without showing a password", (_, options, refusal) => {
    const message = refusalOf(options);
    expect(message).toContain(refusal);
    expect(message).not.toContain(password);
  });
});

describe("connectRedis() tells ioredis", () => {
  it("where the server is, who asks and which database", () => {
    expect(optionsOf({ url: "rediss://app:p%40ss@127.0.0.1:1/3" })).toMatchObject({
      host: "127.0.0.1",
      port: 1,
      username: "app",
      password: "p@ss",
      db: 3,
      tls: {},
      connectTimeout: 2000,
      socketTimeout: 5000,
    });
  });

  it("what the options say before what the address says", () => {
    const url = "rediss://app:secret@[::1]:1/3";
    expect(optionsOf({ url, username: "other", password: "word", database: 0, tls: false })).toMatchObject({
      host: "::1",
      username: "other",
      password: "word",
      db: 0,
    });
    expect(optionsOf({ url, tls: false }).tls).toBeUndefined();
  });

  it("how to get in at the sentinels, and at the servers behind them", () => {
    const told = optionsOf({
      sentinels: ["rediss://watch:er@127.0.0.1:1", "rediss://watch:er@127.0.0.1"],
      name: "sessions",
      username: "app",
      password: "secret",
      database: 2,
      answerTimeoutMs: 0,
    });
    expect(told).toMatchObject({
      name: "sessions",
      username: "app",
      password: "secret",
      db: 2,
      tls: {},
      sentinelTLS: {},
      sentinels: [
        { host: "127.0.0.1", port: 1 },
        { host: "127.0.0.1", port: 26_379 },
      ],
      sentinelUsername: "watch",
      sentinelPassword: "er",
      enableTLSForSentinelMode: true,
    });
    expect(told.socketTimeout).toBeUndefined();
  });

  it("how to get in at every node of a cluster, also at those that it finds by itself", () => {
    const client: Cluster = connectRedis({
      cluster: ["redis://app:secret@127.0.0.1:1", "redis://app:secret@127.0.0.1:2"],
    });
    onTestFinished(() => client.disconnect());
    client.on("error", () => undefined);
    expect(client.options.redisOptions).toMatchObject({ username: "app", password: "secret" });
  });
});
