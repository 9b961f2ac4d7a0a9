import { describe, expect, it } from "vitest";

import { PasswordBusyError } from "../../pkg/password/password-errors.ts";
import { UserRecordError, UserStoreError } from "../dal/user-errors.ts";
import { toErrorAnswer } from "./error-answer.ts";

describe("toErrorAnswer()", () => {
  it.each([
    ["a store that failed", new UserStoreError("GET", new Error("down")), 503, { "Retry-After": "1" }],
    ["a full password queue", new PasswordBusyError(3), 503, { "Retry-After": "2" }],
    ["a record that is no user", new UserRecordError(), 500, {}],
    ["an error of its own status", Object.assign(new Error("x"), { status: 413 }), 413, {}],
    ["an error whose status makes no sense", Object.assign(new Error("x"), { status: 200 }), 500, {}],
    ["an error whose status is text", Object.assign(new Error("x"), { status: "404" }), 500, {}],
    ["a thrown text", "x", 500, {}],
    ["a rejection with nothing", undefined, 500, {}],
  ])("gives %s its status and headers", (_what, error, status, headers) => {
    expect(toErrorAnswer(error)).toMatchObject({ status, headers });
  });

  it("never tells the message of an error", () => {
    const error = Object.assign(new Error("secret detail"), { status: 400 });
    expect(JSON.stringify([toErrorAnswer(error), toErrorAnswer(new Error("secret detail"))])).not.toContain(
      "secret",
    );
  });
});
