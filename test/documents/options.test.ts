import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { describe, expect, it } from "vitest";

import { DEFAULT_COOKIE_ATTRIBUTES } from "../../pkg/sessions/src/core/settings/cookie-options.ts";
import { CookieStore } from "../../pkg/sessions/src/cookie.ts";
import { ConnectRedisStore } from "../../pkg/sessions/src/express-session.ts";
import { MemoryStore } from "../../pkg/sessions/src/memory.ts";
import { connectRedis, RedisStore } from "../../pkg/sessions/src/redis.ts";
import { readDocument } from "./blocks.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const readme = readDocument("pkg/sessions/README.md");

/** The tables of options, by the head of their first column, and the types whose own members they list. */
const tables: Readonly<Record<string, readonly string[]>> = {
  "option of `connectRedis()`": [
    "redis/connect/connection-options.ts RedisConnectionOptions",
    "redis/connect/connection-options.ts RedisServerOptions",
    "redis/connect/connection-options.ts RedisSentinelOptions",
    "redis/connect/connection-options.ts RedisClusterOptions",
  ],
  "option of a store of shared rows": [
    "redis/json-rows/json-row-store.ts JsonRowStoreOptions",
    "express-session/connect-redis-store.ts ConnectRedisStoreOptions",
    "hertz/hertz-store.ts HertzStoreOptions",
  ],
  "option of a store": [
    "core/settings/settings.ts SessionStoreOptions",
    "core/settings/data-settings.ts SessionDataOptions",
    "redis/redis-backed-store.ts RedisBackedStoreOptions",
    "redis/redis-store.ts RedisStoreOptions",
    "redis/moving/moving-store.ts MovingStoreOptions",
    "cookie/cookie-store.ts CookieStoreOptions",
    "memory/memory-store.ts MemoryStoreOptions",
    "express-session/express-session-store.ts ExpressSessionStoreOptions",
  ],
  "option of a cookie": ["core/settings/cookie-options.ts CookieOptions"],
  "option of `sessions()`": [
    "http/mount/mount-options.ts MountOptions",
    "http/mount/create-mounts.ts SessionsOptions",
  ],
  "option of a write": ["core/write-options.ts WriteOptions", "core/users/bind-row.ts BindOptions"],
};

/** The members of an interface, without those that it inherits. */
function membersOf(type: string): string[] {
  const [file = "", name = ""] = type.split(" ");
  return namesIn(sourceOf(file), name);
}

function sourceOf(file: string): string {
  return readFileSync(`${root}pkg/sessions/src/${file}`, "utf8");
}

function namesIn(source: string, name: string): string[] {
  const [, body = ""] =
    new RegExp(`interface ${name}\\b[^]*?\\{\\n([^]*?)\\n {0,4}\\}\\n`).exec(source) ?? [];
  const members = [...body.matchAll(/^ {2,8}(?:readonly )?(\w+)\??[:(]/gm)].map(([, member = ""]) => member);
  if (members.length === 0) throw new Error(`${name} is not found, or has no members`);
  return members;
}

interface Row {
  readonly names: readonly string[];
  readonly preset: string;
}

/** The rows of the table whose first column has this head. */
function rowsOf(head: string): Row[] {
  const start = readme
    .split("\n")
    .findIndex((line) => line.startsWith("|") && line.split("|")[1]?.trim() === head);
  if (start < 0) throw new Error(`The README has no table with the head "${head}"`);
  const lines = readme.split("\n").slice(start + 2);
  const rows = lines.slice(
    0,
    lines.findIndex((line) => !line.startsWith("|")),
  );
  return rows.map((row) => {
    const [, option = "", preset = ""] = row.split(/(?<!\\)\|/);
    // What stands in parentheses says for which stores it is.
    const names = [...option.replace(/\(.*\)/, "").matchAll(/`(\w+)`/g)].map(([, name = ""]) => name);
    return { names, preset: preset.trim() };
  });
}

/** What the README says is there when an option is not given. */
function presetOf(head: string, name: string): string {
  return rowsOf(head).find(({ names }) => names.includes(name))?.preset ?? "no such row";
}

describe("the library's README", () => {
  it.each(Object.entries(tables))("lists each %s that the types have, and no other", (head, types) => {
    const listed = rowsOf(head).flatMap(({ names }) => names);
    expect([...new Set(listed)].toSorted()).toEqual([...new Set(types.flatMap(membersOf))].toSorted());
  });

  it("has every table of options under a head that a test knows", () => {
    const heads = [...readme.matchAll(/^\| (option[^|]*?) *\|/gm)].map(([, head]) => head);
    expect(heads.toSorted()).toEqual([...Object.keys(tables), "option of the drop-in"].toSorted());
  });

  it("lists of the drop-in's options those that express-session has not", () => {
    const types = readFileSync(`${root}node_modules/@types/express-session/index.d.ts`, "utf8");
    const ours = membersOf("express-session/types.ts SessionOptions");
    const added = ours.filter((name) => !namesIn(types, "SessionOptions").includes(name) && name !== "key");
    const listed = rowsOf("option of the drop-in").flatMap(({ names }) => names);
    expect(listed.toSorted()).toEqual(added.toSorted());
  });
});

describe("the defaults in the library's README", () => {
  const secrets = ["a secret of the tests, long enough"];
  const { settings } = new MemoryStore({ secrets });

  it.each(
    Object.entries({
      idleTimeout: settings.idleSeconds,
      absoluteTimeout: settings.absoluteSeconds,
      touchAfter: settings.touchAfter,
      maxLength: settings.maxLength,
      maxAge: settings.cookie.maxAge,
      deadlineMs: settings.deadlineMs,
      rotateAfter: settings.rotateAfterSeconds,
      rotateGrace: settings.rotateGraceSeconds,
      maxSessionsPerUser: settings.maxSessionsPerUser,
      whenFull: `\`"${settings.whenFull}"\``,
      dataVersion: settings.dataVersion,
      encrypt: new CookieStore({ secrets }).encrypt,
    }),
  )("of the store's %s is what a store has that was not told", (name, value) => {
    expect(presetOf("option of a store", name).split(",")[0]).toBe(String(value));
  });

  it.each(Object.entries(DEFAULT_COOKIE_ATTRIBUTES))("of the cookie's %s is %j", (name, value) => {
    const shown = typeof value === "string" ? `\`"${value}"\`` : String(value ?? "none");
    expect(presetOf("option of a cookie", name)).toBe(shown);
  });

  it("of connectRedis() are what its client has", () => {
    const client = connectRedis();
    client.disconnect();
    const { host, port, db, connectTimeout, socketTimeout } = client.options;
    const head = "option of `connectRedis()`";
    expect(presetOf(head, "url")).toBe(`\`redis://${host}:${port}\``);
    expect(presetOf(head, "database")).toContain(`or ${db}`);
    expect(presetOf(head, "connectTimeoutMs")).toBe(String(connectTimeout));
    expect(presetOf(head, "answerTimeoutMs")).toBe(String(socketTimeout));
  });

  it("of what keys begin with, and of rows that others share, are those of the stores", () => {
    const client = connectRedis();
    client.disconnect();
    expect(new RedisStore({ client, secrets }).keyOf("place")).toContain(
      presetOf("option of a store", "keyPrefix").replaceAll("`", ""),
    );
    const shared = (name: string) => presetOf("option of a store of shared rows", name);
    expect(shared("ttl")).toBe(String(new ConnectRedisStore({ client, secrets }).settings.idleSeconds));
    const connectRedisStore = sourceOf("express-session/connect-redis-store.ts");
    expect(connectRedisStore).toContain(`prefix = "${shared("prefix").replaceAll("`", "")}"`);
    expect(connectRedisStore).toContain(`disableTouch = ${shared("disableTouch")}`);
    const hertzStore = sourceOf("hertz/hertz-store.ts");
    expect(hertzStore).toContain(`keyPrefix = "${shared("keyPrefix").replaceAll("`", "")}"`);
    const month = Number(/MONTH_SECONDS = ([\d_]+)/.exec(hertzStore)?.[1]?.replaceAll("_", ""));
    expect(shared("valueMaxAge")).toBe(String(month));
  });
});
