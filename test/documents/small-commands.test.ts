import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { startRedisServer, type RedisServer } from "../support/redis-server.ts";

/** What a command prints, run by a shell as somebody types it. */
async function run(command: string, cwd?: string): Promise<string> {
  return (await promisify(execFile)("sh", ["-c", command], { cwd })).stdout;
}

async function readVersion(file: string): Promise<string> {
  return (JSON.parse(await readFile(file, "utf8")) as { version: string }).version;
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

  it("npm version minor --workspace hertz-sessions --no-git-tag-version counts the version up", async () => {
    const folder = await mkdtemp(join(tmpdir(), "hertz-sessions-version-"));
    await cp("package.json", join(folder, "package.json"));
    for (const part of ["pkg/sessions", "bench"]) {
      await cp(join(part, "package.json"), join(folder, part, "package.json"));
    }
    const before = await readVersion("pkg/sessions/package.json");
    // What is installed is another matter: there is nothing here.
    const aside = "--no-workspaces-update --offline";
    await run(`npm version minor --workspace hertz-sessions --no-git-tag-version ${aside}`, folder);
    const [major, minor] = before.split(".").map(Number);
    expect(await readVersion(join(folder, "pkg/sessions/package.json"))).toBe(
      `${major}.${Number(minor) + 1}.0`,
    );
    await rm(folder, { recursive: true });
  });

  it("node --cpu-prof leaves a profile", async () => {
    const folder = await mkdtemp(join(tmpdir(), "hertz-sessions-profile-"));
    await run('node --cpu-prof -e "0"', folder);
    expect(await readdir(folder)).toEqual([expect.stringMatching(/\.cpuprofile$/)]);
    await rm(folder, { recursive: true });
  });
});
