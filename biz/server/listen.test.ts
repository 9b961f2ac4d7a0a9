import { describe, expect, it } from "vitest";

import { listen } from "./listen.ts";

const atOnce = { idleMs: 0, limitMs: 1000 };

describe("listen()", () => {
  it.each([
    ["127.0.0.1", "http://127.0.0.1:"],
    ["::1", "http://[::1]:"],
  ])("at %s gives an address that answers", async (host, prefix) => {
    const { port, address, drain } = await listen((_req, res) => res.end("hello"), { host, port: 0 });
    expect(address).toBe(`${prefix}${port}`);
    expect(await (await fetch(address)).text()).toBe("hello");
    await drain(atOnce);
  });

  it("rejects when the address is taken", async () => {
    const host = "127.0.0.1";
    const { port, drain } = await listen(() => {}, { host, port: 0 });
    await expect(listen(() => {}, { host, port })).rejects.toMatchObject({ code: "EADDRINUSE" });
    await drain(atOnce);
  });
});
