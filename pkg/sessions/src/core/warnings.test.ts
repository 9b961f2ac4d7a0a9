import { once } from "node:events";
import { expect, it } from "vitest";
import { warn } from "./warnings.ts";

it("warn() emits a process warning of the library's own type, with the code to decide by", async () => {
  const warned = once(process, "warning");
  warn("WRN_SESSION_UNREADABLE", "A warning that this test expects");
  const [warning] = (await warned) as [Error];
  expect(warning).toMatchObject({
    name: "SessionWarning",
    code: "WRN_SESSION_UNREADABLE",
    message: "A warning that this test expects",
  });
});
