import { Cluster, Redis } from "ioredis";
import { createClient, createClientPool, createCluster } from "redis";
import { expect, it, onTestFinished } from "vitest";
import { SessionConfigError } from "../../core/errors.ts";
import { topologyOf } from "./topology-of.ts";

function refusalOf(client: unknown): string {
  try {
    topologyOf(client as Redis);
  } catch (error) {
    if (error instanceof SessionConfigError) return error.message;
    throw error;
  }
  return "";
}

function ended(client: Redis): Redis {
  client.disconnect();
  return client;
}

const somethingElse =
  /^Store option client must be what connectRedis\(\) returns, a Redis or Cluster of ioredis/;
const notConnected = /^Store option client cannot be used: it is not connected: call its connect\(\)/;
const ownPrefix = /has a keyPrefix of its own: give the prefix to the store/;

it.each([
  ["nothing", undefined, somethingElse],
  ["null", null, somethingElse],
  ["an address", "redis://127.0.0.1:6379", somethingElse],
  ["a Map", new Map(), somethingElse],
  ["a pool of node-redis", createClientPool(), somethingElse],
  ["a node-redis client before its connect()", createClient(), notConnected],
  ["a node-redis cluster before its connect()", createCluster({ rootNodes: [{}] }), notConnected],
  ["a closed ioredis client", ended(new Redis({ lazyConnect: true })), /it is closed/],
  [
    "an ioredis client in subscriber mode",
    { status: "ready", mode: "subscriber", options: {}, evalsha: () => undefined },
    /it is in subscriber mode: give the store another client/,
  ],
  [
    "a node-redis client with subscriptions on RESP 2",
    { isOpen: true, isReady: true, isPubSubActive: true, options: { RESP: 2 }, sendCommand: () => undefined },
    /has subscriptions/,
  ],
  [
    "an ioredis Cluster with a key prefix",
    new Cluster([{}], { lazyConnect: true, keyPrefix: "a:" }),
    ownPrefix,
  ],
])("a store refuses %s, and says what to do", (_, client, refusal) => {
  expect(refusalOf(client)).toMatch(refusal);
});

it("the stores of one client share what stands behind it", () => {
  const client = new Redis({ lazyConnect: true });
  onTestFinished(() => client.disconnect());
  expect(topologyOf(client)).toBe(topologyOf(client));
  expect(client.listenerCount("error")).toBe(1);
});
