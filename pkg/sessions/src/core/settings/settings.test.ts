import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { DEFAULT_COOKIE_ATTRIBUTES } from "./cookie-options.ts";
import { SessionConfigError } from "../errors.ts";
import { jsonSerializer } from "./serializer.ts";
import { normalizeSettings } from "./settings.ts";
import type { SessionStoreOptions } from "./settings.ts";

const secrets = ["a secret of the tests, long enough"];
const tooMany = 400 * 24 * 60 * 60 + 1;

/** What is wrong with these options, whatever their types are. */
function refusalOf(options: unknown): string {
  try {
    normalizeSettings(options as SessionStoreOptions, ["client"]);
  } catch (error) {
    if (error instanceof SessionConfigError) return error.message;
    throw error;
  }
  throw new Error("The options were accepted");
}

describe("normalizeSettings()", () => {
  it("fills in the defaults", () => {
    const settings = normalizeSettings({ secrets }, []);
    expect(settings.secrets).toEqual(secrets);
    expect(settings).toEqual({
      cookie: DEFAULT_COOKIE_ATTRIBUTES,
      idleSeconds: 1800,
      absoluteSeconds: 43_200,
      touchAfter: 0.1,
      maxLength: 0,
      serializer: jsonSerializer,
      deadlineMs: 1000,
      rotateAfterSeconds: 0,
      rotateGraceSeconds: 60,
      maxSessionsPerUser: 0,
      whenFull: "evict",
      schema: undefined,
      dataVersion: 0,
      migrations: new Map(),
    });
  });

  it("does not show the secrets to whoever prints the settings", () => {
    expect(inspect(normalizeSettings({ secrets }, []), { depth: 5 })).not.toContain(secrets[0]);
  });

  it("takes what it is given", () => {
    const given = { touchAfter: 0, maxLength: 4096, serializer: { ...jsonSerializer }, deadlineMs: 1 };
    const options = {
      ...given,
      secrets,
      cookie: { path: "/app" },
      idleTimeout: 1,
      absoluteTimeout: tooMany - 1,
    };
    const settings = normalizeSettings(options, []);
    expect(settings).toMatchObject({
      ...given,
      idleSeconds: 1,
      absoluteSeconds: tooMany - 1,
      cookie: { path: "/app" },
    });
    expect(settings.serializer).toBe(given.serializer);
  });

  it("takes undefined for not given", () => {
    const names = [
      "cookie",
      "idleTimeout",
      "absoluteTimeout",
      "touchAfter",
      "maxLength",
      "serializer",
      "deadlineMs",
    ];
    const options = {
      secrets,
      client: undefined,
      ...Object.fromEntries(names.map((name) => [name, undefined])),
    };
    expect(normalizeSettings(options, ["client"])).toEqual(normalizeSettings({ secrets }, []));
  });

  it("takes a cookie's maxAge above 0 for the idle timeout, unless that is given", () => {
    const idleOf = (options: Omit<SessionStoreOptions, "secrets">): number =>
      normalizeSettings({ secrets, ...options }, []).idleSeconds;
    expect(idleOf({ cookie: { maxAge: 600 } })).toBe(600);
    expect(idleOf({ cookie: { maxAge: 600 }, idleTimeout: 60 })).toBe(60);
    expect(idleOf({ cookie: { maxAge: 0 } })).toBe(1800);
    expect(idleOf({ cookie: { maxAge: -1 } })).toBe(1800);
  });

  it.each([
    ["secrets", undefined],
    ["secrets", []],
    ["secrets", secrets[0]],
    ["secrets[1]", [...secrets, ""]],
    ["secrets[0]", [42]],
    ["secrets[0]", [undefined]],
    ["idleTimeout", 0],
    ["idleTimeout", 1.5],
    ["idleTimeout", "60"],
    ["idleTimeout", tooMany],
    ["absoluteTimeout", -1],
    ["absoluteTimeout", Infinity],
    ["absoluteTimeout", tooMany],
    ["touchAfter", 1],
    ["touchAfter", -0.1],
    ["touchAfter", NaN],
    ["touchAfter", "0.5"],
    ["maxLength", -1],
    ["maxLength", 0.5],
    ["maxLength", "4 kB"],
    ["rotateAfter", -1],
    ["rotateAfter", tooMany],
    ["rotateGrace", 0],
    ["rotateGrace", 3601],
    ["rotateGrace", 0.5],
    ["maxSessionsPerUser", -1],
    ["maxSessionsPerUser", 1.5],
    ["whenFull", "wait"],
    ["deadlineMs", 0],
    ["deadlineMs", 60_001],
    ["deadlineMs", "10"],
    ["serializer", {}],
    ["serializer", { stringify: JSON.stringify }],
    ["serializer", "json"],
  ])("refuses the option %s: %j", (name, value) => {
    const option = name.replace(/\[.*/, "");
    expect(refusalOf({ secrets, [option]: value })).toContain(`Store option ${name} must be `);
  });

  it.each([
    ["path", { path: "no/slash" }],
    ["maxAge", { maxAge: 0.5 }],
    ["expires", { expires: new Date() }],
  ])("refuses the cookie option %s", (name, cookie) => {
    expect(refusalOf({ secrets, cookie })).toContain(`ookie option ${name}`);
  });

  it("refuses an option that it does not know, and lists those it does", () => {
    expect(refusalOf({ secrets, ttl: 60 })).toMatch(
      /^Unknown store option ttl; known are client, secrets, .*deadlineMs, rotateAfter, rotateGrace, maxSessionsPerUser, whenFull, schema, dataVersion, migrations$/,
    );
    expect(refusalOf({ secrets, constructor: 1 })).toContain("Unknown store option constructor");
  });

  it.each([undefined, null, "secret"])("refuses %j instead of options", (options) => {
    expect(refusalOf(options)).toContain("{ secrets: [...] }");
  });

  it("shows no secret when it refuses one", () => {
    expect(refusalOf({ secrets: ["hunter2", ""] })).not.toContain("hunter2");
  });
});
