import { EventEmitter } from "node:events";
import { Redis } from "ioredis";
import { describe, expect, it, vi } from "vitest";
import { IoredisCommands } from "./ioredis-commands.ts";
import type { IoredisCommandClient } from "./ioredis-commands.ts";
import { isIoredisClient } from "./ioredis-topology.ts";

/** A client of which only the connection is there. */
class FakeClient extends EventEmitter {
  status = "connecting";

  become(status: string, event?: "ready" | "close"): void {
    this.status = status;
    if (event) this.emit(event);
  }
}

function createCommands(client: FakeClient): IoredisCommands {
  return new IoredisCommands(client as unknown as IoredisCommandClient);
}

describe("isIoredisClient()", () => {
  it("knows a client of ioredis", () => {
    expect(isIoredisClient(new Redis({ lazyConnect: true }))).toBe(true);
  });

  it.each([
    ["undefined", undefined],
    ["null", null],
    ["an address", "redis://127.0.0.1"],
    ["an empty object", {}],
    ["a client of node-redis", { isOpen: true, getEx: () => "", evalSha: () => "" }],
  ])("does not take %s for one", (_name, client) => {
    expect(isIoredisClient(client)).toBe(false);
  });
});

describe("IoredisCommands, isDown", () => {
  it("is false while a first connection is being made, so that commands wait for it", () => {
    const client = new FakeClient();
    const commands = createCommands(client);
    const down = ["wait", "connecting", "connect", "ready"].map((status) => {
      client.become(status);
      return commands.isDown;
    });
    expect(down).toEqual([false, false, false, false]);
  });

  it("is true from the loss of a connection until the next stands, and true for good once the client has ended", () => {
    const client = new FakeClient();
    const commands = createCommands(client);
    client.become("ready", "ready");
    const down = [commands.isDown];
    client.become("close", "close");
    for (const status of ["reconnecting", "connecting", "connect"]) {
      client.become(status);
      down.push(commands.isDown);
    }
    client.become("ready", "ready");
    down.push(commands.isDown);
    client.become("end");
    down.push(commands.isDown);
    expect(down).toEqual([false, true, true, true, false, true]);
  });
});

describe("IoredisCommands, watch()", () => {
  it("tells of every connection that stands or was lost", () => {
    const client = new FakeClient();
    const told: string[] = [];
    createCommands(client).watch({ connected: () => told.push("connected"), lost: () => told.push("lost") });
    client.become("ready", "ready");
    client.become("close", "close");
    client.become("ready", "ready");
    expect(told).toEqual(["connected", "lost", "connected"]);
  });

  it("tells at once of a connection that stands already", () => {
    const client = new FakeClient();
    client.status = "ready";
    const connected = vi.fn<() => void>();
    createCommands(client).watch({ connected, lost: () => undefined });
    expect(connected).toHaveBeenCalledOnce();
  });
});

describe("IoredisCommands, commands", () => {
  it("sends each as Redis knows it", async () => {
    const client = new Redis({ lazyConnect: true });
    const call = vi.spyOn(client, "sendCommand").mockImplementation(async () => ["1795439450", "250"]);
    const commands = new IoredisCommands(client);
    await commands.get("key");
    await commands.getAndExpire("key", 1500);
    await commands.expire("key", 1500);
    await commands.setNew("key", "text", 1500);
    await commands.remove("key");
    await commands.runByHash("hash", ["one", "two"], ["a", 1]);
    await commands.runSource("return 1", ["one"], []);
    await expect(commands.time()).resolves.toEqual([1_795_439_450, 250]);
    expect(call.mock.calls.map(([command]) => [command.name, ...command.args].join(" "))).toEqual([
      "get key",
      "getex key PX 1500",
      "pexpire key 1500",
      "set key text PX 1500 NX",
      "del key",
      "evalsha hash 2 one two a 1",
      "eval return 1 1 one",
      "time",
    ]);
  });
});
