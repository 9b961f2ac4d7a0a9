import { describe, expect, it } from "vitest";

import { logLines } from "../../test/support/log-lines.ts";
import { createLogger } from "./create-logger.ts";

describe("createLogger()", () => {
  it("writes the replica and the time on every line", () => {
    const { destination, lines } = logLines();
    createLogger({ level: "info", replica: "app-1", destination }).info("hello");
    expect(lines()).toEqual([
      { level: 30, time: expect.stringMatching(/^\d{4}-.*Z$/), replica: "app-1", msg: "hello" },
    ]);
  });

  it("writes nothing below its level", () => {
    const { destination, lines } = logLines();
    createLogger({ level: "warn", replica: "app-1", destination }).info("hello");
    expect(lines()).toEqual([]);
  });

  it("keeps message, code, stack and causes of an error", () => {
    const { destination, lines } = logLines();
    const cause = Object.assign(new TypeError("inner"), { code: "ERR_INNER" });
    const error = Object.assign(new Error("outer", { cause }), { code: "ERR_OUTER" });
    createLogger({ level: "info", replica: "app-1", destination }).error({ err: error }, "failed");
    expect(lines()[0]).toMatchObject({
      err: {
        type: "Error",
        message: "outer",
        code: "ERR_OUTER",
        stack: expect.stringContaining("create-logger.test.ts"),
        cause: { type: "TypeError", message: "inner", code: "ERR_INNER" },
      },
    });
  });

  it("drops what libraries hang on an error: a request's body, a command's arguments", () => {
    const { destination, lines } = logLines();
    const error = Object.assign(new Error("no"), {
      body: "password=hunter2",
      command: { args: ["hunter2"] },
    });
    createLogger({ level: "info", replica: "app-1", destination }).error({ err: error }, "failed");
    expect(JSON.stringify(lines())).not.toContain("hunter2");
  });

  it("does not follow a circle of causes for ever", () => {
    const { destination, lines } = logLines();
    const error = new Error("round");
    error.cause = error;
    createLogger({ level: "info", replica: "app-1", destination }).error({ err: error }, "failed");
    expect(lines()).toHaveLength(1);
  });

  it("does not show a thrown value that is no error", () => {
    const { destination, lines } = logLines();
    createLogger({ level: "info", replica: "app-1", destination }).error({ err: "hunter2" }, "failed");
    expect(JSON.stringify(lines())).not.toContain("hunter2");
  });
});
