import { readdirSync, readFileSync } from "node:fs";

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";

import { JarBrowser } from "../support/jar-browser.ts";
import { startRedisServer, type RedisServer } from "../support/redis-server.ts";
import { readDocument } from "./blocks.ts";
import { startProgram } from "./start-program.ts";

const SESSION_SECRET = "a secret of the tests, long enough";

let redis: RedisServer;

beforeAll(async () => {
  redis = await startRedisServer();
});

afterAll(() => redis.stop());

/** Starts an example as its header says. @returns where it answers */
async function start(name: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { url, end } = await startProgram(`examples/${name}.js`, { SESSION_SECRET, ...env });
  onTestFinished(end);
  return url;
}

/** What one browser is told at these places, one after the other, and how many cookies it was sent each time. */
async function visit(browser: JarBrowser, urls: readonly string[]): Promise<unknown[]> {
  const answers = [];
  for (const url of urls) {
    const headers = browser.cookie === undefined ? {} : { cookie: browser.cookie };
    const response = await fetch(url, { headers });
    browser.receive(response.headers);
    answers.push([await response.json(), browser.lastSetCookies.length]);
  }
  return answers;
}

describe("the example", () => {
  it("cookie-store counts, and what it keeps is in the cookie, sealed anew each time", async () => {
    const url = `${await start("cookie-store")}/incr`;
    const browser = new JarBrowser();
    expect(await visit(browser, [url, url, url])).toEqual([0, 1, 2].map((count) => [{ count }, 1]));
    expect(browser.names).toEqual(["mysession"]);
    expect(await visit(new JarBrowser(), [url])).toEqual([[{ count: 0 }, 1]]);
  });

  it("redis-store counts on at another process, under one cookie that is sent once", async () => {
    const env = { REDIS_URL: redis.url };
    const [first, second] = [await start("redis-store", env), await start("redis-store", env)];
    const browser = new JarBrowser();
    const urls = [first, second, first].map((url) => `${url}/incr`);
    expect(await visit(browser, urls)).toEqual([
      [{ count: 0 }, 1],
      [{ count: 1 }, 0],
      [{ count: 2 }, 0],
    ]);
    expect(await (await redis.client()).keys("session:*")).toHaveLength(1);
  });

  it("several-sessions has two sessions with a cookie each, and saves them once", async () => {
    const url = `${await start("several-sessions")}/hello`;
    const browser = new JarBrowser();
    const hello = { a: "world!", b: "world?" };
    expect(await visit(browser, [url, url])).toEqual([
      [hello, 2],
      [hello, 0],
    ]);
    expect(browser.names).toEqual(["a", "b"]);
  });

  it("node-http counts without a framework", async () => {
    const url = await start("node-http");
    expect(await visit(new JarBrowser(), [url, url])).toEqual([
      [{ count: 0 }, 1],
      [{ count: 1 }, 0],
    ]);
  });
});

describe("every example", () => {
  const files = readdirSync("examples", { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".js"),
  );

  it.each(files)("%s stands in the README, and says how it is run", (file) => {
    expect(readDocument("README.md").includes(`(examples/${file})`)).toBe(true);
    expect(readFileSync(`examples/${file}`, "utf8")).toContain(`node examples/${file}`);
  });
});
