import { execFile } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";

import { blockThatBegins } from "./blocks.ts";

/** A docker that starts nothing: it writes down what it is asked, and answers as an engine with healthy containers does. */
const docker = `#!/bin/sh
echo "$*" >>"$ASKED"
case "$*" in
  "compose ps -q app") grep -q "scale app=6" "$ASKED" && printf '%s\\n' 1 2 3 4 5 6 || printf '%s\\n' 1 2 3 ;;
  inspect*) shift 3 && for container; do echo healthy; done ;;
esac
`;

describe("what the documents say of docker compose", () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "hertz-sessions-docker-"));
    await writeFile(join(folder, "docker"), docker);
    await chmod(join(folder, "docker"), 0o755);
  });

  afterAll(() => rm(folder, { recursive: true }));

  it("replaces three containers by three new ones that are healthy, and tells nginx each time", async () => {
    const { text } = blockThatBegins("docs/operations.md", "docker compose build");
    const env = { PATH: `${folder}:${process.env["PATH"]}`, ASKED: join(folder, "asked") };
    await promisify(execFile)("bash", ["-eu", "-c", text], { env, timeout: 20_000 });
    const asked = (await readFile(env.ASKED, "utf8")).trimEnd().split("\n");
    expect(asked.filter((command) => !/ ps |inspect/.test(command))).toEqual([
      "compose build app",
      "compose up -d --no-deps --no-recreate --scale app=6 app",
      "compose kill -s HUP nginx",
      "stop -t 30 1 2 3",
      "rm 1 2 3",
      "compose kill -s HUP nginx",
    ]);
  });

  it("docker compose up has the services that the commands name, and needs no preparation", async () => {
    const { services } = parse(await readFile("docker-compose.yml", "utf8")) as {
      services: Record<string, { build?: unknown; image?: string; env_file?: unknown }>;
    };
    expect(Object.keys(services)).toEqual(expect.arrayContaining(["app", "nginx", "redis"]));
    const unprepared = Object.values(services).filter(({ build, image }) => build === undefined && !image);
    expect(unprepared).toEqual([]);
  });
});
