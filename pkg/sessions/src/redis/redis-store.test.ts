import { Redis } from "ioredis";
import { describe, expect, it } from "vitest";
import { catchWarnings } from "../../../../test/support/catch-warnings.ts";
import { RedisStore } from "./redis-store.ts";
import type { RedisStoreOptions } from "./redis-store.ts";

const client = new Redis({ lazyConnect: true });
const secrets = ["a secret of the tests, long enough"];

describe("new RedisStore()", () => {
  it.each([
    ["client", { client: undefined }],
    ["client", { client: "redis://127.0.0.1" }],
    ["client", { client: {} }],
    ["keyPrefix", { keyPrefix: "app{1}:" }],
    ["keyPrefix", { keyPrefix: 7 }],
    ["deadlineMs", { deadlineMs: 0 }],
    ["prefix", { prefix: "app:" }],
    ["clock", { clock: Date.now }],
  ])("refuses the option %s: %o", (name, wrong) => {
    const options = { client, secrets, ...wrong } as RedisStoreOptions;
    const refusal = { name: "SessionConfigError", message: expect.stringContaining(`tore option ${name}`) };
    expect(() => new RedisStore(options)).toThrow(expect.objectContaining(refusal));
  });

  it("may be one of several over the same client", () => {
    const warnings = catchWarnings();
    const shared = new Redis({ lazyConnect: true });
    const stores = Array.from({ length: 12 }, () => new RedisStore({ client: shared, secrets }));
    expect([stores.length, warnings]).toEqual([12, []]);
  });

  it("warns of its options once, also when some of its writes wait for replicas", () => {
    const warnings = catchWarnings();
    new RedisStore({ client, secrets: ["short secret"] }).replicated(1);
    expect(warnings.map(({ code }) => code)).toEqual(["WRN_SESSION_SHORT_SECRET"]);
  });

  it("connects to nothing by itself", () => {
    expect(new RedisStore({ client, secrets }).settings.secrets).toEqual(secrets);
    expect(client.status).toBe("wait");
  });
});
