import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";

import { JarBrowser } from "../support/jar-browser.ts";
import { startRedisServer, type RedisServer } from "../support/redis-server.ts";
import { blockThatBegins } from "./blocks.ts";
import { startText } from "./start-program.ts";
import { replay, stepsOf } from "./transcript.ts";

let redis: RedisServer;

beforeAll(async () => {
  redis = await startRedisServer();
});

afterAll(() => redis.stop());

/** What a program takes from the first one in its document. */
const memory = `
import { MemoryStore } from "hertz-sessions/memory";
const store = new MemoryStore({ secrets: ["a secret of the tests, long enough"] });
`;

/** What a browser is told that counts its visits at a place. */
async function countAt(url: string, visits: number): Promise<unknown[]> {
  const browser = new JarBrowser();
  const answers = [];
  for (let visit = 1; visit <= visits; visit += 1) {
    const headers = browser.cookie === undefined ? {} : { cookie: browser.cookie };
    const response = await fetch(url, { headers });
    browser.receive(response.headers);
    answers.push(await response.json());
  }
  return answers;
}

describe("a program of the documents, as it stands", () => {
  it("in the library's README counts as the transcript below it says", async () => {
    const readme = "pkg/sessions/README.md";
    const { text } = blockThatBegins(readme, 'import { randomBytes } from "node:crypto"');
    const { url, end } = await startText(text);
    onTestFinished(end);
    const shown = stepsOf(blockThatBegins(readme, "$ curl -c jar").text);
    const here = shown.map(({ command, printed }) => ({
      command: command.replace("curl", "curl -s").replace("http://127.0.0.1:3000", url),
      printed,
    }));
    expect(await replay(here)).toEqual(here);
  });

  it("in the README counts in Redis, under a secret of the environment", async () => {
    const { text } = blockThatBegins("README.md", 'import express from "express";');
    const { url, end } = await startText(text, {
      REDIS_URL: redis.url,
      SESSION_SECRET: "a secret of the tests, long enough",
    });
    onTestFinished(end);
    expect(await countAt(`${url}/incr`, 3)).toEqual([{ count: 1 }, { count: 2 }, { count: 3 }]);
    expect(await (await redis.client()).keys("session:*")).toHaveLength(1);
  });

  it.each([
    ["hertz-sessions/node", 'import { createServer, type IncomingMessage } from "node:http";'],
    ["hertz-sessions/fastify", 'import { fastify } from "fastify";'],
  ])("in the library's README counts with %s", async (_path, beginning) => {
    const { text } = blockThatBegins("pkg/sessions/README.md", beginning);
    const { url, end } = await startText(memory + text);
    onTestFinished(end);
    expect(await countAt(url, 2)).toEqual([{ count: 0 }, { count: 1 }]);
  });
});
