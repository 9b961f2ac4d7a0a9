import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const script = fileURLToPath(new URL("../../deploy/make-secret.mjs", import.meta.url));

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "make-secret-"));
  file = join(folder, "secrets");
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function makeSecret(...args: string[]): { status: number | null; stdout: string } {
  return spawnSync(process.execPath, [script, ...args], { encoding: "utf8" });
}

describe("make-secret.mjs", () => {
  it("makes 256 random bits that only the owner may read, and prints none of them", () => {
    const { status, stdout } = makeSecret(file);
    expect(status).toBe(0);
    const secret = readFileSync(file, "utf8").trim();
    expect(Buffer.from(secret, "base64url")).toHaveLength(32);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(stdout).not.toContain(secret);
    expect(readdirSync(folder)).toEqual(["secrets"]);
  });

  it("keeps the secret that is there", () => {
    writeFileSync(file, "newer,older");
    expect(makeSecret(file).stdout).toContain("kept");
    expect(readFileSync(file, "utf8")).toBe("newer,older");
  });

  it("makes one in the place of an empty file and of a draft that a crash left", () => {
    writeFileSync(file, "");
    writeFileSync(`${file}.draft`, "half");
    expect(makeSecret(file).status).toBe(0);
    expect(readFileSync(file, "utf8")).toHaveLength(44);
  });

  it("gives the file to the owner that is named", () => {
    const { uid, gid } = statSync(folder);
    expect(makeSecret(file, `${uid}:${gid}`).status).toBe(0);
    expect(statSync(file)).toMatchObject({ uid, gid });
  });

  it.each(["", "node", "1000", "1000:", "-1:5"])(
    "exits with 2 for the owner %j, and makes nothing",
    (owner) => {
      expect(makeSecret(file, owner).status).toBe(2);
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  it("exits with 2 when no file is named", () => {
    expect(makeSecret().status).toBe(2);
  });
});
