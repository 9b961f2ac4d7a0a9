import { describe, expect, it } from "vitest";
import { Door } from "../testing/interleave.ts";
import { KeyedQueue } from "./keyed-queue.ts";

describe("KeyedQueue", () => {
  it("runs the first task at once", () => {
    let ran = false;
    void new KeyedQueue<void>().run("key", async () => {
      ran = true;
    });
    expect(ran).toBe(true);
  });

  it("runs the tasks of one key one after another, in their order", async () => {
    const queue = new KeyedQueue<void>();
    const log: string[] = [];
    const task = (name: string) => async (): Promise<void> => {
      log.push(`${name} begins`);
      await new Promise(setImmediate);
      log.push(`${name} ends`);
    };
    await Promise.all(["one", "two", "three"].map((name) => queue.run("key", task(name))));
    expect(log).toEqual(["one begins", "one ends", "two begins", "two ends", "three begins", "three ends"]);
  });

  it("runs the tasks of other keys meanwhile", async () => {
    const queue = new KeyedQueue<string>();
    const door = new Door();
    const slow = queue.run("slow", async () => {
      await door.pass();
      return "slow";
    });
    await expect(queue.run("other", async () => "other")).resolves.toBe("other");
    door.open();
    await expect(slow).resolves.toBe("slow");
  });

  it("hands the result of each task to the one right behind it", async () => {
    const queue = new KeyedQueue<number>();
    const increment = async (before: { result: number } | undefined): Promise<number> => {
      await new Promise(setImmediate);
      return (before?.result ?? 0) + 1;
    };
    const results = await Promise.all([1, 2, 3].map(() => queue.run("key", increment)));
    expect(results).toEqual([1, 2, 3]);
  });

  it("hands over a result of undefined, which is not the same as none", async () => {
    const queue = new KeyedQueue<undefined>();
    const seen: unknown[] = [];
    const task = async (before: unknown): Promise<undefined> => {
      seen.push(before);
    };
    await Promise.all([queue.run("key", task), queue.run("key", task)]);
    expect(seen).toEqual([undefined, { result: undefined }]);
  });

  it("a task that fails is told to its caller alone; the next runs without a result before it", async () => {
    const queue = new KeyedQueue<string>();
    const failing = queue.run("key", async () => Promise.reject(new Error("failed")));
    const next = queue.run("key", async (before) => `before: ${before?.result}`);
    await expect(failing).rejects.toThrow("failed");
    await expect(next).resolves.toBe("before: undefined");
  });

  it("forgets a key whose tasks have ended: a later task gets no result of long ago", async () => {
    const queue = new KeyedQueue<string>();
    await queue.run("key", async () => "long ago");
    await new Promise(setImmediate);
    await expect(queue.run("key", async (before) => before?.result ?? "none")).resolves.toBe("none");
  });
});
