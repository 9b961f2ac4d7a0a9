import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { copyTree } from "../support/copy-tree.ts";

const installed = fileURLToPath(new URL("../../node_modules/", import.meta.url));
const consumers = fileURLToPath(new URL("./consumers/", import.meta.url));
const exportPaths = [
  ".",
  "./cookie",
  "./express-session",
  "./hertz",
  "./memory",
  "./redis",
  "./testing",
  "./package.json",
];

/** Runs a program and gives what it printed; rejects with all of it when the program fails. */
async function run(program: string, options: readonly string[], folder: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(program, options, { cwd: folder });
    return stdout;
  } catch (failure) {
    const { stdout, stderr } = failure as { stdout: string; stderr: string };
    throw new Error(`${program} ${options.join(" ")} failed:\n${stdout}${stderr}`, { cause: failure });
  }
}

/** What npm packed. */
interface Package {
  readonly tarball: string;
  readonly files: readonly string[];
}

/** Builds and packs the library as a fresh clone would: from its sources, with no earlier build around. */
async function packLibrary(target: string): Promise<Package> {
  const tree = await copyTree();
  try {
    await run(join(installed, ".bin/tsc"), ["-b", "pkg/sessions"], tree.path);
    const options = ["pack", "--json", "--pack-destination", target];
    const report = await run("npm", options, join(tree.path, "pkg/sessions"));
    const [packed] = JSON.parse(report) as { filename: string; files: { path: string }[] }[];
    if (!packed) throw new Error("npm pack reported no package");
    return { tarball: join(target, packed.filename), files: packed.files.map(({ path }) => path) };
  } finally {
    await tree.remove();
  }
}

/** Makes a project that has the packed library installed, and nothing else. */
async function createProject(path: string, tarball: string): Promise<void> {
  await mkdir(path);
  await writeFile(join(path, "package.json"), JSON.stringify({ name: "consumer", private: true }));
  await run("npm", ["install", "--offline", "--no-audit", "--no-fund", tarball], path);
  await cp(consumers, path, { recursive: true });
}

describe("the packed library", () => {
  let folder: string;
  let project: string;
  let packed: Package;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "hertz-sessions-pack-"));
    packed = await packLibrary(folder);
    project = join(folder, "consumer");
    await createProject(project, packed.tarball);
  }, 60_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("holds the build, its licence and its manifest, and no test, build state or source of another folder", () => {
    const expected =
      /^(dist\/[\w/-]+\.(js|d\.ts)(\.map)?|src\/[\w/-]+\.ts|package\.json|README\.md|LICENSE)$/;
    expect(packed.files.filter((path) => !expected.test(path))).toEqual([]);
    expect(packed.files.filter((path) => /\.test\./.test(path))).toEqual([]);
    expect(packed.files).toEqual(expect.arrayContaining(["LICENSE", "dist/index.js", "dist/index.d.ts"]));
  });

  test("has no source map that leads to a file that is not packed", async () => {
    const maps = packed.files.filter((path) => path.endsWith(".map"));
    const missing = await Promise.all(maps.map(readMissingSources));
    expect(missing.flat()).toEqual([]);
  });

  test("has no runtime dependency", async () => {
    const manifest = JSON.parse(await readInstalled("package.json"));
    expect(manifest.dependencies).toBeUndefined();
    expect(manifest.optionalDependencies).toBeUndefined();
    const peers = Object.keys(manifest.peerDependencies ?? {});
    expect(peers.filter((name) => manifest.peerDependenciesMeta?.[name]?.optional !== true)).toEqual([]);
  });

  test.each(["consumer.mjs", "consumer.cjs"])(
    "%s, without ioredis installed, loads every export path and sees a count go up",
    async (script) => {
      const printed = await run(process.execPath, [script], project);
      expect(JSON.parse(printed)).toEqual({ loaded: exportPaths, counts: [1, 2] });
    },
  );

  test("a store's author holds it to the abilities that it has, with node:test, and sees what is left out", async () => {
    const printed = await run(
      process.execPath,
      ["--test-reporter=tap", "store-author.mjs", "honest"],
      project,
    );
    const [, held, leftOut] = /held (\d+), left out (\d+)/.exec(printed) ?? [];
    expect(Number(held)).toBeGreaterThan(30);
    expect(printed).toContain("but for destroy, regenerate, rotate, deadlines, users");
    expect(printed).toMatch(new RegExp(`^# pass ${Number(held) + 1}$`, "m"));
    expect(printed).toMatch(new RegExp(`^# skipped ${leftOut}$`, "m"));
  });

  test("a store's author who claims an ability that the store has not sees the promises that it breaks", async () => {
    const boasting = run(process.execPath, ["--test-reporter=tap", "store-author.mjs", "boasting"], project);
    const printed = await boasting.catch(String);
    const failed = [...printed.matchAll(/not ok \d+ - (S\d+): /g)].map(([, rule]) => rule);
    expect(new Set(failed)).toEqual(new Set(["S4", "S5", "S7", "S11"]));
  });

  describe("in a project that has ioredis and types of Node.js", () => {
    beforeAll(async () => {
      await symlink(join(installed, "ioredis"), join(project, "node_modules/ioredis"));
      await symlink(join(installed, "@types"), join(project, "node_modules/@types"));
    });

    test.each([
      ["nodenext", ["--module", "nodenext"]],
      ["bundler", ["--module", "preserve", "--moduleResolution", "bundler"]],
    ])("compiles strict TypeScript consumers with %s resolution", async (_name, resolution) => {
      const strict = ["--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--noEmit"];
      const options = ["--ignoreConfig", "--target", "es2023", "--types", "node", ...strict, ...resolution];
      for (const file of ["consumer.ts", "declared-data.ts", "drop-in.ts"]) {
        expect(await run(join(installed, ".bin/tsc"), [...options, file], project)).toBe("");
      }
    });
  });

  function readInstalled(path: string): Promise<string> {
    return readFile(join(project, "node_modules/hertz-sessions", path), "utf8");
  }

  /** The sources that a map names and neither holds nor leads to. */
  async function readMissingSources(map: string): Promise<string[]> {
    const { sources, sourcesContent } = JSON.parse(await readInstalled(map)) as {
      sources: string[];
      sourcesContent?: (string | null)[];
    };
    const resolved = sources.map((source) => join(map, "..", source));
    return resolved.filter((source, index) => !sourcesContent?.[index] && !packed.files.includes(source));
  }
});
