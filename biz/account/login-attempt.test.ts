import { describe, expect, it } from "vitest";

import { accountKey, addressKey } from "./login-attempt.ts";

describe("addressKey()", () => {
  it.each([
    ["10.1.2.3", "10.1.2.3"],
    ["::ffff:10.1.2.3", "10.1.2.3"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["", ""],
  ])("of %j is %j", (address, key) => {
    expect(addressKey(address)).toBe(key);
  });
});

describe("accountKey()", () => {
  it("is the same for a name in any case, of one length for all, and does not show the name", () => {
    expect(accountKey("ADA")).toBe(accountKey("ada"));
    expect([accountKey("ada").length, accountKey("x".repeat(64)).length]).toEqual([22, 22]);
    expect(accountKey("ada")).not.toContain("ada");
  });
});
