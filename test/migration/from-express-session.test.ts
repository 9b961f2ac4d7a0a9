import { readFile } from "node:fs/promises";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { poll } from "../../scripts/lib/poll.ts";
import { startAppProcess } from "../support/app-process.ts";
import { freePort } from "../support/free-port.ts";
import { JarBrowser } from "../support/jar-browser.ts";
import { startRedisServer } from "../support/redis-server.ts";
import type { RedisServer } from "../support/redis-server.ts";

type Side = "before" | "after";

let server: RedisServer;
const ended: (() => Promise<unknown>)[] = [];
const urls = new Map<Side, string>();

beforeAll(async () => {
  server = await startRedisServer();
  for (const side of ["before", "after"] as const) urls.set(side, await start(side));
});

afterAll(async () => {
  for (const end of ended) await end();
  await server.stop();
});

/** Runs an application of examples/ as its users would. @returns where it answers */
async function start(side: Side): Promise<string> {
  const port = await freePort();
  const env = {
    PORT: String(port),
    REDIS_URL: server.url,
    SESSION_SECRET: "a secret of the example, long enough",
  };
  const app = startAppProcess(env, `examples/from-express-session/${side}.js`);
  ended.push(() => app.end("SIGKILL"));
  const url = `http://127.0.0.1:${port}`;
  const answers = async (): Promise<boolean> =>
    fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
  if (!(await poll(answers, 20_000))) throw new Error(`The example does not answer:\n${app.errors()}`);
  return url;
}

class Visitor extends JarBrowser {
  async ask(side: Side, method: "GET" | "POST", path: string): Promise<Record<string, unknown>> {
    const headers = this.cookie === undefined ? {} : { cookie: this.cookie };
    const response = await fetch(`${urls.get(side)}${path}`, { method, headers, redirect: "manual" });
    this.receive(response.headers);
    if (response.status === 303) return this.ask(side, "GET", "/");
    if (response.status !== 200) throw new Error(`${method} ${path} was answered with ${response.status}`);
    return (await response.json()) as Record<string, unknown>;
  }
}

function source(path: string): Promise<string> {
  return readFile(new URL(`../../${path}`, import.meta.url), "utf8");
}

describe("the guide from express-session", () => {
  it("shows all that differs between the application before and after", async () => {
    const [guide, ...sides] = await Promise.all([
      source("docs/from-express-session.md"),
      source("examples/from-express-session/before.js"),
      source("examples/from-express-session/after.js"),
    ]);
    // Their headers say how each is run.
    const code = sides.map((text) => text.split("\n").filter((line) => !line.startsWith("//")));
    const [before = [], after = []] = code;
    const shown = (/```diff\n(.*?)\n```/s.exec(guide)?.[1] ?? "").split("\n");
    const removed = before.filter((line) => !after.includes(line)).map((line) => `-${line}`);
    const added = after.filter((line) => !before.includes(line)).map((line) => `+${line}`);
    expect(shown.filter((line) => line.startsWith("-"))).toEqual(removed);
    expect(shown.filter((line) => line.startsWith("+"))).toEqual(added);
  });

  it("logs nobody out and loses no key on the way there and back", async () => {
    const visitor = new Visitor();
    await visitor.ask("before", "POST", "/login/ada");
    const { cookie } = visitor;
    expect(await visitor.ask("before", "POST", "/cart/book")).toEqual({ user: "ada", "cart.book": true });
    expect(await visitor.ask("after", "POST", "/cart/pen")).toMatchObject({ user: "ada", "cart.book": true });
    expect(await visitor.ask("before", "POST", "/cart/ink")).toEqual({
      user: "ada",
      "cart.book": true,
      "cart.pen": true,
      "cart.ink": true,
    });
    expect(visitor.cookie).toBe(cookie);
  });

  it("lets a session that began after it be one of the application before, with the same lifetime", async () => {
    const [visitor, other] = [new Visitor(), new Visitor()];
    await visitor.ask("after", "POST", "/login/ada");
    await other.ask("before", "POST", "/login/ada");
    expect(await visitor.ask("before", "GET", "/")).toEqual({ user: "ada" });
    const redis = await server.client();
    for (const { jar } of [visitor, other]) {
      const [id] = decodeURIComponent(jar.get("connect.sid") ?? "")
        .slice(2)
        .split(".");
      expect(Math.abs((await redis.ttl(`shop:${id}`)) - 3600)).toBeLessThan(20);
    }
  });

  it.each([
    ["before", "after"],
    ["after", "before"],
  ] as const)("lets whoever signs out %s it be signed out %s it", async (leaving, asked) => {
    const visitor = new Visitor();
    await visitor.ask(asked, "POST", "/login/ada");
    await visitor.ask(leaving, "POST", "/logout");
    expect(await visitor.ask(asked, "GET", "/")).toEqual({});
  });

  it("lets requests that overlap keep each other's keys, all of them after it", async () => {
    const visitor = new Visitor();
    await visitor.ask("after", "POST", "/login/ada");
    const items = Array.from({ length: 10 }, (_, index) => `item-${index}`);
    await Promise.all(items.map((item) => visitor.ask("after", "POST", `/cart/${item}`)));
    const values = await visitor.ask("after", "GET", "/");
    expect(Object.keys(values)).toHaveLength(1 + items.length);
  });
});
