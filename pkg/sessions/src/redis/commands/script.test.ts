import { describe, expect, it, vi } from "vitest";
import type { RedisCommands } from "./redis-commands.ts";
import { Script } from "./script.ts";

/** A Redis that answers `EVALSHA` so, and `EVAL` with "by source". */
function createCommands(runByHash: () => Promise<unknown>): Pick<RedisCommands, "runByHash" | "runSource"> {
  return { runByHash: vi.fn(runByHash), runSource: vi.fn(async () => "by source") };
}

describe("Script", () => {
  const script = new Script("return 1");

  it("has the hash that Redis gives this source", () => {
    expect(script.hash).toBe("e0e1f9fabfc9d4800c877a703b823ac0578ff8db");
  });

  it("runs by its hash alone when Redis holds it", async () => {
    const commands = createCommands(async () => "by hash");
    await expect(script.run(commands as RedisCommands, ["key"], ["a", 1])).resolves.toBe("by hash");
    expect(commands.runByHash).toHaveBeenCalledExactlyOnceWith(script.hash, ["key"], ["a", 1]);
    expect(commands.runSource).not.toHaveBeenCalled();
  });

  it("runs by its source when Redis does not hold it, with the same keys and values", async () => {
    const noScript = new Error("NOSCRIPT No matching script. Please use EVAL.");
    const commands = createCommands(async () => Promise.reject(noScript));
    await expect(script.run(commands as RedisCommands, ["key"], ["a", 1])).resolves.toBe("by source");
    expect(commands.runSource).toHaveBeenCalledExactlyOnceWith("return 1", ["key"], ["a", 1]);
  });

  it("does not run again after any other refusal", async () => {
    const refusal = new Error("OOM command not allowed");
    const commands = createCommands(async () => Promise.reject(refusal));
    await expect(script.run(commands as RedisCommands, [], [])).rejects.toBe(refusal);
    expect(commands.runSource).not.toHaveBeenCalled();
  });
});
