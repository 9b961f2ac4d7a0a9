import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { startRedisServer, type RedisServer } from "../support/redis-server.ts";

/** What a command prints, run by a shell as somebody types it. */
async function run(command: string, cwd?: string): Promise<string> {
  return (await promisify(execFile)("sh", ["-c", command], { cwd })).stdout;
}

describe("what the documents say to type", () => {
  let redis: RedisServer;

  beforeAll(async () => {
    redis = await startRedisServer();
    await (await redis.client()).set("session:{abc}def", "@");
  });

  afterAll(() => redis.stop());

  it("openssl rand -base64 32 gives a secret that is long enough", async () => {
    expect((await run("openssl rand -base64 32")).trim()).toMatch(/^[\w+/=]{44}$/);
  });

  it.each([
    ["redis-cli SLOWLOG GET", ""],
    ["redis-cli --bigkeys", "session:{abc}def"],
    ["redis-cli CONFIG GET maxmemory-policy", "noeviction"],
  ])("%s tells what it is to tell", async (command, told) => {
    expect(await run(command.replace("redis-cli", `redis-cli -p ${redis.port}`))).toContain(told);
  });

  it("node --cpu-prof leaves a profile", async () => {
    const folder = await mkdtemp(join(tmpdir(), "hertz-sessions-profile-"));
    await run('node --cpu-prof -e "0"', folder);
    expect(await readdir(folder)).toEqual([expect.stringMatching(/\.cpuprofile$/)]);
    await rm(folder, { recursive: true });
  });
});
