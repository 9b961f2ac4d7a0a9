import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const bootstrap = fileURLToPath(new URL("./bootstrap.sh", import.meta.url));

let programs: string;

beforeEach(() => {
  programs = mkdtempSync(join(tmpdir(), "programs-"));
});

afterEach(() => {
  rmSync(programs, { recursive: true });
});

/** Puts a program first in the PATH that prints a line, whatever it is asked. */
function fakeProgram(name: string, line: string): void {
  const file = join(programs, name);
  writeFileSync(file, `#!/bin/sh\nprintf '%s\\n' '${line}'\n`);
  chmodSync(file, 0o755);
}

function run(command: string): { status: number | null; stderr: string } {
  const env = { ...process.env, PATH: `${programs}:${process.env["PATH"]}`, COMMAND_NAME: "demo" };
  return spawnSync("sh", ["-c", `. "$0"; ${command}`, bootstrap], { encoding: "utf8", env });
}

describe("require_commands", () => {
  it("is silent when all of them are there", () => {
    fakeProgram("some-daemon", "");
    expect(run("require_commands sh some-daemon")).toMatchObject({ status: 0, stderr: "" });
  });

  it("says what to install on each system when this is not root", () => {
    fakeProgram("id", "1000");
    const { status, stderr } = run("require_commands sh no-such-daemon");
    expect(status).toBe(1);
    expect(stderr).toContain("demo: missing: no-such-daemon.");
    expect(stderr).toContain("sudo apt-get install no-such-daemon");
    expect(stderr).toContain("brew install no-such-daemon");
  });
});

describe("has_command", () => {
  it.each([
    ["finds postgres where Debian keeps it", "postgres", 0],
    ["finds nothing else there", "no-such-daemon", 1],
  ])("%s", (_behaviour, name, status) => {
    mkdirSync(join(programs, "15", "bin"), { recursive: true });
    fakeProgram(join("15", "bin", name), "");
    expect(run(`PATH= POSTGRESQL_FOLDER='${programs}'; has_command ${name}`).status).toBe(status);
  });

  it("misses postgres where it is nowhere", () => {
    expect(run(`PATH= POSTGRESQL_FOLDER='${programs}'; has_command postgres`).status).toBe(1);
  });
});

describe("packages_for", () => {
  it.each([
    ["debian", "redis-server nginx prometheus postgresql"],
    ["fedora", "redis nginx golang-github-prometheus postgresql-server"],
    ["brew", "redis nginx prometheus postgresql"],
  ])("names the packages of %s", (system, packages) => {
    const names = run(
      `[ "$(packages_for ${system} "redis-server nginx promtool postgres")" = "${packages}" ]`,
    );
    expect(names.status).toBe(0);
  });
});

describe("require_node", () => {
  it("is silent for the Node.js of this test", () => {
    expect(run("require_node")).toMatchObject({ status: 0, stderr: "" });
  });

  it("refuses an older Node.js and says which one is needed", () => {
    writeFileSync(join(programs, "node"), '#!/bin/sh\n[ "$1" = --version ] && echo v18.20.0\nexit 1\n');
    chmodSync(join(programs, "node"), 0o755);
    const { status, stderr } = run("require_node");
    expect(status).toBe(1);
    expect(stderr).toContain("Node.js 20.19 or newer is needed, this is v18.20.0");
  });
});
