import { inspect } from "node:util";
import { ReplyError } from "ioredis";
import { describe, expect, it } from "vitest";
import { SessionStoreError } from "../../core/errors.ts";
import { downError, isWriteRefusal, redisCodeOf, storeErrorFrom } from "./redis-error.ts";

const REFUSALS = {
  READONLY: "READONLY You can't write against a read only replica. script: 5c1f, on @user_script:4.",
  OOM: "OOM command not allowed when used memory > 'maxmemory'.",
  NOREPLICAS: "NOREPLICAS Not enough good replicas to write.",
  MISCONF: "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk.",
  NOPERM: "NOPERM User default has no permissions to run the 'getex' command",
};

/** An error as ioredis rejects with: it carries the whole command. */
function replyError(message: string): Error {
  return Object.assign(new ReplyError(message) as Error, {
    command: { name: "evalsha", args: ["hash", "1", "session:{abcd}key", '"user"', '="a secret value"'] },
  });
}

describe("storeErrorFrom()", () => {
  it("carries the message and the stack of its cause, and nothing of the command", () => {
    const original = replyError(REFUSALS.OOM);
    const error = storeErrorFrom("merge", original);
    expect(error).toMatchObject({ code: "ERR_SESSION_STORE_FAILED", operation: "merge", status: 503 });
    expect(error.cause).toMatchObject({ name: "ReplyError", message: REFUSALS.OOM, stack: original.stack });
    expect(Object.keys(error.cause as Error)).not.toContain("command");
    expect(inspect(original, { depth: 10 })).toContain("a secret value");
    expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(/a secret value|session:\{abcd\}/);
    expect(JSON.stringify(error)).not.toContain("secret");
  });

  it("leaves an error of the store as it is", () => {
    const late = new SessionStoreError("ERR_SESSION_STORE_DEADLINE", "read", "late");
    expect(storeErrorFrom("merge", late)).toBe(late);
  });

  it("has a cause without a stack when the original has none", () => {
    const original = replyError("ERR");
    delete original.stack;
    expect(storeErrorFrom("read", original).cause).toMatchObject({ message: "ERR" });
  });

  it("does not show a value that is no error", () => {
    const error = storeErrorFrom("read", { value: "a secret value" });
    expect(error.code).toBe("ERR_SESSION_STORE_FAILED");
    expect(inspect(error, { depth: 10 })).not.toContain("a secret value");
  });
});

describe("downError()", () => {
  it("says that nothing was asked, with a code of its own", () => {
    expect(downError("insert")).toMatchObject({
      code: "ERR_SESSION_STORE_DOWN",
      operation: "insert",
      status: 503,
    });
  });
});

describe("redisCodeOf()", () => {
  it.each([
    ["WRONGTYPE Operation against a key holding the wrong kind of value", "WRONGTYPE"],
    ["NOSCRIPT No matching script. Please use EVAL.", "NOSCRIPT"],
    ["-OOM command not allowed", "OOM"],
    ["LOADING", "LOADING"],
    ["Connection is closed.", ""],
    ["read ECONNRESET", ""],
    ["ERRor", ""],
    ["", ""],
  ])("of %j is %j", (message, code) => {
    expect(redisCodeOf(replyError(message))).toBe(code);
  });

  it("of something else than an error is empty", () => {
    expect([redisCodeOf("OOM text"), redisCodeOf(undefined)]).toEqual(["", ""]);
  });
});

describe("isWriteRefusal()", () => {
  it.each(Object.entries(REFUSALS))("knows %s", (_code, message) => {
    expect(isWriteRefusal(replyError(message))).toBe(true);
  });

  it.each([
    "LOADING Redis is loading",
    "WRONGTYPE Operation",
    "ERR unknown command",
    "NOAUTH",
    "Connection is closed.",
  ])("does not take %j for one", (message) => {
    expect(isWriteRefusal(replyError(message))).toBe(false);
  });
});
