import express from "express";
import { describe, expect, it } from "vitest";

import { parseTrustProxy } from "./trust-proxy.ts";

describe("parseTrustProxy()", () => {
  it.each([
    ["false", false],
    ["0", 0],
    ["2", 2],
    ["loopback", ["loopback"]],
    ["loopback, uniquelocal,10.1.2.3", ["loopback", "uniquelocal", "10.1.2.3"]],
    ["10.0.0.0/8,fd00::/8", ["10.0.0.0/8", "fd00::/8"]],
  ])("%s gives what Express accepts", (text, expected) => {
    const value = parseTrustProxy(text);
    expect(value).toEqual(expected);
    expect(() => express().set("trust proxy", value)).not.toThrow();
  });

  it.each([
    "true",
    "yes",
    "-1",
    "10.0.0.0/33",
    "10.0.0.0/0",
    "10.0.0.0/",
    "10.0.0.0/8/8",
    "::1/129",
    "loopback,",
    "nginx",
  ])("%s is refused", (text) => {
    expect(() => parseTrustProxy(text)).toThrow(RangeError);
  });
});
