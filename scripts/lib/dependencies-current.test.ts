import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const script = fileURLToPath(new URL("./dependencies-current.mjs", import.meta.url));
const express = { "node_modules/express": { version: "5.3.0", integrity: "sha512-a" } };
const otherPlatform = {
  "node_modules/fsevents": { version: "2.3.3", integrity: "sha512-b", optional: true },
};

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "dependencies-"));
  mkdirSync(join(root, "node_modules"));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

/** The exit code for a lock file and what npm has noted as installed; undefined: nothing was installed. */
function exitCode(wanted: object, installed?: object): number | null {
  writeFileSync(join(root, "package-lock.json"), JSON.stringify({ packages: { "": {}, ...wanted } }));
  if (installed !== undefined) {
    writeFileSync(join(root, "node_modules/.package-lock.json"), JSON.stringify({ packages: installed }));
  }
  return spawnSync(process.execPath, [script, root]).status;
}

describe("dependencies-current.mjs", () => {
  it("exits 0 when all that the lock file asks for is installed", () => {
    expect(exitCode({ ...express, ...otherPlatform }, { ...express, ...otherPlatform })).toBe(0);
  });

  it("exits 0 when only optional packages of other platforms are missing", () => {
    expect(exitCode({ ...express, ...otherPlatform }, express)).toBe(0);
  });

  it.each([
    ["nothing is installed", undefined],
    ["a package is missing", {}],
    [
      "a package has another version",
      { "node_modules/express": { version: "5.2.0", integrity: "sha512-a" } },
    ],
    ["a package has other contents", { "node_modules/express": { version: "5.3.0", integrity: "sha512-c" } }],
  ])("exits 1 when %s", (_, installed) => {
    expect(exitCode(express, installed)).toBe(1);
  });
});
