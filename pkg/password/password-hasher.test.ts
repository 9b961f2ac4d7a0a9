import { setImmediate } from "node:timers/promises";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { PasswordBusyError, PasswordNulError, PasswordTooLongError } from "./password-errors.ts";
import { createPasswordHasher, type PasswordHasher } from "./password-hasher.ts";

describe("createPasswordHasher()", () => {
  let passwords: PasswordHasher;

  beforeAll(() => {
    passwords = createPasswordHasher({ cost: 4 });
  });

  afterAll(async () => {
    await passwords.close();
  });

  it("verify() knows the password of a hash and no other", async () => {
    const hash = await passwords.hash("correct horse");
    expect(await passwords.verify("correct horse", hash)).toBe(true);
    expect(await passwords.verify("correct horsE", hash)).toBe(false);
  });

  it("hash() gives bcrypt hashes of the cost asked for, each with a salt of its own", async () => {
    const [first, second] = await Promise.all([passwords.hash("the same"), passwords.hash("the same")]);
    expect(first).toMatch(/^\$2b\$04\$[./A-Za-z0-9]{53}$/);
    expect(first).not.toBe(second);
  });

  it("hash() takes 72 bytes of UTF-8 and refuses 73", async () => {
    const longest = "é".repeat(36);
    expect(await passwords.verify(longest, await passwords.hash(longest))).toBe(true);
    await expect(passwords.hash(`${longest}x`)).rejects.toBeInstanceOf(PasswordTooLongError);
    await expect(passwords.hash(`${longest}x`)).rejects.toThrow("it has 73 bytes in UTF-8, bcrypt reads 72");
  });

  it("verify() refuses a password whose first 72 bytes would match", async () => {
    const hash = await passwords.hash("x".repeat(72));
    await expect(passwords.verify("x".repeat(73), hash)).rejects.toBeInstanceOf(PasswordTooLongError);
  });

  it("verify() refuses a password with a NUL character, which bcrypt takes for the one before it", async () => {
    const hash = await passwords.hash("a");
    await expect(passwords.verify("a\0a", hash)).rejects.toBeInstanceOf(PasswordNulError);
  });

  it("isOutdated() tells a hash of another cost", async () => {
    expect(passwords.isOutdated(await passwords.hash("whatever"))).toBe(false);
    expect(passwords.isOutdated(`$2b$05$${"a".repeat(53)}`)).toBe(true);
  });

  it("verify() without a hash is false", async () => {
    expect(await passwords.verify("whatever", null)).toBe(false);
  });

  it("verify() with something that is no bcrypt hash is false", async () => {
    expect(await passwords.verify("whatever", "plain text")).toBe(false);
  });
});

describe("createPasswordHasher() under load", () => {
  it.each([
    ["a password is hashed", (passwords: PasswordHasher) => passwords.hash("a slow one")],
    [
      "an unknown user's password is verified",
      (passwords: PasswordHasher) => passwords.verify("a slow one", null),
    ],
  ])("lets the event loop turn a thousand times while %s", async (_what, begin) => {
    const passwords = createPasswordHasher({ cost: 10, threads: 1 });
    try {
      // Starts the thread, so that only the hashing is left to wait for.
      await passwords.verify("anything", "no hash");
      let done = false;
      const answer = begin(passwords).finally(() => {
        done = true;
      });
      for (let turn = 0; turn < 1000; turn += 1) await setImmediate();
      expect(done).toBe(false);
      await answer;
    } finally {
      await passwords.close();
    }
  });

  it("rejects with PasswordBusyError when the queue is full, and serves those that were in it", async () => {
    const passwords = createPasswordHasher({ cost: 4, threads: 1, queueLimit: 2 });
    try {
      const attempts = await Promise.allSettled(
        ["1", "2", "3", "4"].map((password) => passwords.hash(password)),
      );
      expect(attempts.map(({ status }) => status)).toEqual([
        "fulfilled",
        "fulfilled",
        "fulfilled",
        "rejected",
      ]);
      expect(attempts[3]).toMatchObject({ reason: expect.any(PasswordBusyError) });
      await expect(passwords.hash("5")).resolves.toBeTypeOf("string");
    } finally {
      await passwords.close();
    }
  });

  it("close() waits for the password that is being hashed", async () => {
    const passwords = createPasswordHasher({ cost: 4, threads: 1 });
    const hash = passwords.hash("the last one");
    await passwords.close();
    await expect(hash).resolves.toBeTypeOf("string");
  });
});
