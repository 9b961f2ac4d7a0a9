import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import {
  SessionConfigError,
  SessionCookieError,
  SessionError,
  SessionGoneError,
  SessionStateError,
  SessionStoreError,
  SessionValueError,
  isSessionError,
} from "./errors.ts";

const cause = new Error("the reason");

const ERRORS = [
  [new SessionConfigError("message"), { name: "SessionConfigError", code: "ERR_SESSION_CONFIG" }],
  [new SessionCookieError("message"), { name: "SessionCookieError", code: "ERR_SESSION_COOKIE" }],
  [
    new SessionGoneError(),
    { name: "SessionGoneError", code: "ERR_SESSION_GONE", status: 401, statusCode: 401 },
  ],
  [
    new SessionStateError("ERR_SESSION_DESTROYED", "message"),
    { name: "SessionStateError", code: "ERR_SESSION_DESTROYED" },
  ],
  [
    new SessionValueError("ERR_SESSION_TOO_LARGE", "message", { cause }),
    { name: "SessionValueError", code: "ERR_SESSION_TOO_LARGE", cause },
  ],
  [
    new SessionStoreError("ERR_SESSION_STORE_FAILED", "merge", "message", { cause }),
    {
      name: "SessionStoreError",
      code: "ERR_SESSION_STORE_FAILED",
      operation: "merge",
      status: 503,
      statusCode: 503,
      headers: { "Retry-After": "1" },
      cause,
    },
  ],
] as const;

describe.each(ERRORS)("%s", (error, fields) => {
  it("is a SessionError and an Error, with its own name and code", () => {
    expect(error).toBeInstanceOf(SessionError);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject(fields);
    expect(inspect(error)).toContain(fields.name);
  });

  it("isSessionError() knows it, and its code", () => {
    expect([isSessionError(error), isSessionError(error, fields.code)]).toEqual([true, true]);
    expect(isSessionError(error, "ERR_SESSION_CONFLICT")).toBe(false);
  });
});

describe("isSessionError()", () => {
  it("knows an error of another copy of the package, by its code", () => {
    const foreign = Object.assign(new Error("message"), { code: "ERR_SESSION_GONE" });
    expect(foreign).not.toBeInstanceOf(SessionError);
    expect([isSessionError(foreign), isSessionError(foreign, "ERR_SESSION_GONE")]).toEqual([true, true]);
  });

  it.each([
    ["undefined", undefined],
    ["null", null],
    ["a text", "ERR_SESSION_GONE"],
    ["an object that is no error", { code: "ERR_SESSION_GONE" }],
    ["an error without a code", new Error("ERR_SESSION_GONE")],
    ["an error of Node.js", Object.assign(new Error("message"), { code: "ECONNREFUSED" })],
    ["an error whose code is a number", Object.assign(new Error("message"), { code: 401 })],
  ])("does not take %s for one", (_name, value) => {
    expect(isSessionError(value)).toBe(false);
  });
});
