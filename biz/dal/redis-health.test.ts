import { EventEmitter } from "node:events";

import type { Redis } from "ioredis";
import { describe, expect, it } from "vitest";

import { createRedisHealth } from "./redis-health.ts";

/** As much of a client as is asked; what PING does can be changed. */
function fakeClient() {
  const client = Object.assign(new EventEmitter(), {
    status: "ready",
    ping: (): Promise<string> => Promise.resolve("PONG"),
  });
  return { client, check: createRedisHealth(client as unknown as Redis, 20) };
}

function reply(message: string): Error {
  return Object.assign(new Error(message), { name: "ReplyError" });
}

describe("createRedisHealth()", () => {
  it("has no complaint when Redis answers", async () => {
    expect(await fakeClient().check()).toBeUndefined();
  });

  it.each([
    [reply("LOADING Redis is loading the dataset in memory"), "Redis is loading its data (LOADING)"],
    [reply("NOPERM User ada has no permissions"), "Redis refuses the user or the password (NOPERM)"],
    [reply("MASTERDOWN Link with MASTER is down"), "Redis answers with an error (MASTERDOWN)"],
  ])(
    "names the kind of an error that Redis replies with, and nothing else of it: %s",
    async (refusal, reason) => {
      const { client, check } = fakeClient();
      client.ping = () => Promise.reject(refusal);
      expect(await check()).toBe(reason);
    },
  );

  it("says so when Redis does not answer in time", async () => {
    const { client, check } = fakeClient();
    client.ping = () => new Promise(() => {});
    expect(await check()).toBe("Redis did not answer within 20 ms");
  });

  it("remembers why there is no connection, and forgets it when there is one", async () => {
    const { client, check } = fakeClient();
    client.status = "reconnecting";
    expect(await check()).toBe("Redis is not connected (reconnecting)");
    client.emit(
      "error",
      Object.assign(new Error("connect ECONNREFUSED 10.0.0.7:6379"), { code: "ECONNREFUSED" }),
    );
    expect(await check()).toBe("Redis cannot be reached (ECONNREFUSED)");
    client.emit("ready");
    client.status = "ready";
    expect(await check()).toBeUndefined();
  });
});
