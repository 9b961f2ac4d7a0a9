import { describe, expect, it } from "vitest";

import { ConfigError } from "./config-error.ts";
import { readConfig } from "./read-config.ts";

const secretA = "a".repeat(32);
const secretB = "b".repeat(32);

describe("readConfig()", () => {
  it("gives a usable configuration for an empty environment in development, with a warning about the secret", () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      production: false,
      host: "127.0.0.1",
      port: 3000,
      redisUrl: "redis://127.0.0.1:6379",
      trustProxy: false,
      logLevel: "info",
      session: {
        cookieName: "HERTZ-SESSION",
        secure: "auto",
        idleTimeout: 1800,
        absoluteTimeout: 43_200,
        maxSessionsPerUser: 20,
      },
    });
    expect(config.replica).not.toBe("");
    expect(config.warnings).toEqual([expect.stringContaining("SESSION_SECRETS is not set")]);
  });

  it("makes up another secret each time when none is set in development", () => {
    const [first, second] = [readConfig({}).session.secrets, readConfig({}).session.secrets];
    expect(first[0]?.length).toBeGreaterThanOrEqual(32);
    expect(first).not.toEqual(second);
  });

  it("reads every variable", () => {
    const config = readConfig({
      NODE_ENV: "production",
      PORT: "8080",
      HOST: "0.0.0.0",
      REDIS_URL: "rediss://user:password@redis.example:6380/2",
      SESSION_SECRETS: ` ${secretA} , ${secretB}`,
      PUBLIC_URL: "https://shop.example",
      SESSION_IDLE_SECONDS: "60",
      SESSION_ABSOLUTE_SECONDS: "600",
      SESSION_MAX_PER_USER: "3",
      LIMIT_LOGIN_PER_DEVICE: "5",
      LIMIT_LOGIN_PER_ADDRESS: "50",
      LIMIT_LOGIN_PER_ACCOUNT: "70",
      LIMIT_REGISTER_PER_ADDRESS: "9",
      REPLICA: "app-2",
      TRUST_PROXY: "1",
      LOG_LEVEL: "debug",
    });
    expect(config).toEqual({
      production: true,
      host: "0.0.0.0",
      port: 8080,
      redisUrl: "rediss://user:password@redis.example:6380/2",
      replica: "app-2",
      trustProxy: 1,
      logLevel: "debug",
      session: {
        cookieName: "__Host-HERTZ-SESSION",
        secure: true,
        secrets: [secretA, secretB],
        idleTimeout: 60,
        absoluteTimeout: 600,
        maxSessionsPerUser: 3,
      },
      publicOrigin: "https://shop.example",
      csrf: { cookieName: "__Host-HERTZ-CSRF", secrets: [expect.any(String), expect.any(String)] },
      device: { cookieName: "__Host-HERTZ-DEVICE", secrets: [expect.any(String), expect.any(String)] },
      limits: {
        device: { attempts: 5, seconds: 900 },
        address: { attempts: 50, seconds: 900 },
        account: { attempts: 70, seconds: 3600 },
        suspect: { attempts: 2, seconds: 3600 },
        password: { attempts: 5, seconds: 900 },
        registration: { attempts: 9, seconds: 3600 },
      },
      warnings: [],
    });
  });

  it("counts an empty variable as absent", () => {
    expect(readConfig({ PORT: "", REPLICA: " ", SESSION_SECRETS: "", PUBLIC_URL: "" })).toMatchObject({
      port: 3000,
    });
  });

  it("takes Secure and __Host- from an https PUBLIC_URL only", () => {
    expect(readConfig({ PUBLIC_URL: "http://localhost:8080" }).session).toMatchObject({
      cookieName: "HERTZ-SESSION",
      secure: false,
    });
    expect(readConfig({ PUBLIC_URL: "https://shop.example/" }).session).toMatchObject({
      cookieName: "__Host-HERTZ-SESSION",
      secure: true,
    });
  });

  it("warns in production when PUBLIC_URL is not set", () => {
    const config = readConfig({ NODE_ENV: "production", SESSION_SECRETS: secretA });
    expect(config.warnings).toEqual([expect.stringContaining("PUBLIC_URL is not set")]);
  });

  it("reads the secrets of SESSION_SECRETS_FILE, without the newline at its end", () => {
    const config = readConfig(
      { NODE_ENV: "production", SESSION_SECRETS_FILE: "/run/secrets/session" },
      (path) => {
        expect(path).toBe("/run/secrets/session");
        return `${secretA},${secretB}\n`;
      },
    );
    expect(config.session.secrets).toEqual([secretA, secretB]);
  });

  it.each([
    [
      "no secret in production",
      { NODE_ENV: "production" },
      "SESSION_SECRETS or SESSION_SECRETS_FILE is required",
    ],
    ["a short secret", { SESSION_SECRETS: `${secretA},short` }, "too short (number 2)"],
    ["a comma too many", { SESSION_SECRETS: `${secretA},` }, "too short (number 2)"],
    [
      "two sources of secrets",
      { SESSION_SECRETS: secretA, SESSION_SECRETS_FILE: "/x" },
      "are both set: keep one",
    ],
    [
      "a file that is not there",
      { SESSION_SECRETS_FILE: "/no/such/file" },
      "SESSION_SECRETS_FILE cannot be read (ENOENT)",
    ],
    ["a port that is no number", { PORT: "http" }, "PORT must be a whole number from 0 to 65535"],
    ["a port that is too high", { PORT: "65536" }, "PORT must be a whole number"],
    ["another protocol than Redis's", { REDIS_URL: "http://redis" }, "REDIS_URL must look like redis://"],
    ["a Redis address without a host", { REDIS_URL: "redis://" }, "REDIS_URL must look like redis://"],
    [
      "a PUBLIC_URL with a path",
      { PUBLIC_URL: "https://shop.example/shop" },
      "PUBLIC_URL must be an http or https origin",
    ],
    ["a PUBLIC_URL with another protocol", { PUBLIC_URL: "ftp://shop.example" }, "PUBLIC_URL must be"],
    ["no time at all", { SESSION_IDLE_SECONDS: "0" }, "SESSION_IDLE_SECONDS must be a whole number from 1"],
    ["a fraction", { SESSION_ABSOLUTE_SECONDS: "1.5" }, "SESSION_ABSOLUTE_SECONDS must be a whole number"],
    [
      "a line break in REPLICA",
      { REPLICA: "a\r\nSet-Cookie: x" },
      "REPLICA must be 1 to 100 printable ASCII",
    ],
    ["trust in every proxy", { TRUST_PROXY: "true" }, "TRUST_PROXY must not be true"],
    ["a proxy that is no address", { TRUST_PROXY: "proxy.example" }, "TRUST_PROXY must be false, a number"],
    ["a level that is none", { LOG_LEVEL: "loud" }, "LOG_LEVEL must be one of"],
  ])("refuses %s", (_what, env, problem) => {
    expect(() => readConfig(env)).toThrow(ConfigError);
    expect(() => readConfig(env)).toThrow(problem);
  });

  it("lists every wrong variable in one message", () => {
    const read = () => readConfig({ NODE_ENV: "production", PORT: "x", TRUST_PROXY: "true", REDIS_URL: "x" });
    expect(read).toThrow(/PORT .*\n.*REDIS_URL .*\n.*TRUST_PROXY .*\n.*SESSION_SECRETS /s);
  });

  it("never shows the value of a variable", () => {
    try {
      readConfig({
        SESSION_SECRETS: "hunter2",
        REDIS_URL: "rediss://:hunter2@",
        PUBLIC_URL: "https://u:hunter2@x",
      });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      expect(String(error)).not.toContain("hunter2");
    }
  });
});
