import { describe, expect, it } from "vitest";

import { deviceName, toDevices, type ListedSession } from "./device.ts";

describe("deviceName()", () => {
  it.each([
    ["Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox 128 on Linux"],
    [
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
      "Microsoft Edge 140 on Windows 10",
    ],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
      "Safari 17 on iOS 17.5",
    ],
    ["curl/8.5.0", "curl"],
    ["", "Unknown program"],
    ["<script>alert(1)</script>", "Unknown program"],
    [undefined, "Unknown program"],
    [{ name: "no text" }, "Unknown program"],
  ])("of %j is %j", (agent, name) => {
    expect(deviceName(agent)).toBe(name);
  });
});

describe("toDevices()", () => {
  const session = (
    handle: string,
    lastSeenAt: number,
    values: Record<string, unknown> = {},
  ): ListedSession => ({
    handle,
    boundAt: new Date(1000),
    lastSeenAt: new Date(lastSeenAt),
    get: (key) => values[key],
  });

  it("puts this device first, then the one used last", () => {
    const devices = toDevices([session("a", 1), session("b", 3), session("this", 2)], "this");
    expect(devices.map(({ handle, isThis }) => [handle, isThis])).toEqual([
      ["this", true],
      ["b", false],
      ["a", false],
    ]);
  });

  it("shows a session that holds something else than a sign-in wrote", () => {
    const [device] = toDevices([session("a", 1, { agent: 5, address: ["10.0.0.1"] })], "this");
    expect(device).toMatchObject({ name: "Unknown program", address: "unknown" });
  });
});
