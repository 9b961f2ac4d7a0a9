import { execFile } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkConstruction } from "../scripts/lib/check/construction.ts";
import { checkDirections } from "../scripts/lib/check/directions.ts";
import type { Finding } from "../scripts/lib/check/finding.ts";
import { checkPublicFiles } from "../scripts/lib/check/public-files.ts";
import configuration from "../.dependency-cruiser.mjs";
import { copyTree, type TreeCopy } from "./support/copy-tree.ts";

/** A file that breaks one rule. */
interface Plant {
  readonly rule: string;
  readonly file: string;
  readonly text: string;
}

/** Harmless files for the plants to import. */
const leaves = [
  "biz/handler/planted-leaf.ts",
  "biz/model/planted-leaf.ts",
  "biz/model/planted-leaf.test.ts",
  "pkg/render/planted-leaf.ts",
  "pkg/sessions/src/core/planted-leaf.ts",
  "pkg/sessions/src/hertz/planted-leaf.ts",
  "pkg/sessions/src/memory/planted-leaf.ts",
  "pkg/sessions/src/redis/planted-leaf.ts",
  "pkg/sessions/src/testing/planted-leaf.ts",
];

const library = "pkg/sessions/src";

const importPlants: Plant[] = [
  plant("core-imports-core", `${library}/core/planted-room.ts`, "../memory/planted-leaf.ts"),
  plant("core-knows-no-network", `${library}/core/planted-network.ts`, "node:http"),
  plant("store-imports-core", `${library}/memory/planted-store.ts`, "../redis/planted-leaf.ts"),
  plant("store-imports-core", `${library}/redis/planted-store.ts`, "../memory/planted-leaf.ts"),
  plant("http-imports-core", `${library}/http/planted-store.ts`, "../memory/planted-leaf.ts"),
  plant("redis-rooms-one-way", `${library}/redis/commands/planted-below.ts`, "../topology/redis-node.ts"),
  plant("redis-rooms-one-way", `${library}/redis/connect/planted-beside.ts`, "../scripts/scripts.ts"),
  plant("redis-rooms-one-way", `${library}/redis/planted-root.ts`, "./json-rows/json-members.ts"),
  plant("redis-rooms-one-way", `${library}/redis/json-rows/planted-top.ts`, "../moving/moved-row.ts"),
  plant("http-rooms-one-way", `${library}/http/request/planted-beside.ts`, "../cookie/base64url.ts"),
  plant("http-rooms-one-way", `${library}/http/sealed/planted-above.ts`, "../mount/mount.ts"),
  plant("door-imports-no-door", `${library}/express/planted-door.ts`, "../hertz/planted-leaf.ts"),
  plant("testing-is-a-leaf", `${library}/express/planted-testing.ts`, "../testing/planted-leaf.ts"),
  plant("fastify-in-fastify-only", `${library}/node/planted-fastify.ts`, "fastify"),
  plant("door-imports-no-door", `${library}/fastify/planted-door.ts`, "../node/sessions.ts"),
  plant("ioredis-in-redis-only", `${library}/express/planted-ioredis.ts`, "ioredis"),
  plant("library-has-no-dependency", `${library}/express/planted-package.ts`, "zod"),
  plant("library-stands-alone", `${library}/express/planted-app.ts`, "../../../render/planted-leaf.ts"),
  plant("pkg-never-imports-biz", "pkg/render/planted-biz.ts", "../../biz/model/planted-leaf.ts"),
  plant(
    "library-by-package-name",
    "biz/mw/planted-source.ts",
    "../../pkg/sessions/src/memory/planted-leaf.ts",
  ),
  plant("library-by-package-name", "pkg/render/planted-build.ts", "../sessions/dist/index.js"),
  plant("handler-imports-no-handler", "biz/handler/planted-handler.ts", "./planted-leaf.ts"),
  plant("nothing-imports-main", "biz/mw/planted-main.ts", "../../main.ts"),
  plant("no-cycle", "biz/model/planted-cycle.ts", "./planted-reply.ts"),
  plant("no-dev-dependency-in-production", "biz/model/planted-dev.ts", "supertest"),
  plant("no-undeclared-package", "biz/model/planted-undeclared.ts", "body-parser"),
  plant("no-test-in-production", "biz/model/planted-test.ts", "./planted-leaf.test.ts"),
  plant("no-unresolved-import", "biz/model/planted-nowhere.ts", "./nowhere.ts"),
  { rule: "no-orphan", file: "biz/model/planted-orphan.ts", text: "export const orphan = true;\n" },
];

function plant(rule: string, file: string, imported: string): Plant {
  return { rule, file, text: `import * as planted from "${imported}";\nexport const used = planted;\n` };
}

function rulesBrokenBy(file: string, findings: readonly Finding[]): string[] {
  return findings.filter((finding) => finding.file === file).map(({ rule }) => rule);
}

let tree: TreeCopy;

beforeAll(async () => {
  tree = await copyTree();
});

afterAll(() => tree.remove());

describe("import directions", () => {
  let clean: readonly Finding[];
  let planted: readonly Finding[];

  beforeAll(async () => {
    clean = (await checkDirections(tree.path)).findings;
    for (const leaf of leaves) await tree.write(leaf, "export const leaf = true;\n");
    for (const { file, text } of importPlants) await tree.write(file, text);
    await tree.write("biz/model/planted-reply.ts", 'export * from "./planted-cycle.ts";\n');
    planted = (await checkDirections(tree.path)).findings;
  });

  test("the tree as it is breaks no rule", () => {
    expect(clean).toEqual([]);
  });

  test.each(importPlants)("$file breaks $rule and nothing else", ({ rule, file }) => {
    expect(rulesBrokenBy(file, planted)).toEqual([rule]);
  });

  test("every rule has a plant that breaks it", () => {
    const rules = configuration.forbidden?.map(({ name }) => name);
    expect(new Set(importPlants.map(({ rule }) => rule))).toEqual(new Set(rules));
  });

  test("a type import counts as an import", async () => {
    const file = "biz/handler/planted-type.ts";
    const text = 'export type { leaf } from "./planted-leaf.ts";\n';
    const { findings } = await tree.during(file, text, () => checkDirections(tree.path));
    expect(rulesBrokenBy(file, findings)).toEqual(["handler-imports-no-handler"]);
  });

  test("a test may import anything", async () => {
    const file = "biz/handler/planted-handler.test.ts";
    const text = 'import "./planted-leaf.ts";\nimport "../../pkg/sessions/src/redis/planted-leaf.ts";\n';
    const { findings } = await tree.during(file, text, () => checkDirections(tree.path));
    expect(rulesBrokenBy(file, findings)).toEqual([]);
  });

  test("a file that dependency-cruiser does not read is a finding", async () => {
    const file = ".dependency-cruiser.mjs";
    const blind = (await tree.read(file)).replace("options: {", 'options: { exclude: "^biz/app[.]ts$",');
    const { findings } = await tree.during(file, blind, () => checkDirections(tree.path));
    expect(rulesBrokenBy("biz/app.ts", findings)).toEqual(["every-file-is-read"]);
  });
});

describe("the library's public files", () => {
  test("the tree as it is breaks no rule", async () => {
    expect(await checkPublicFiles(tree.path)).toEqual([]);
  });

  test.each([
    ["a constant", "export const planted = 1;\n"],
    ["a function", "export function planted() {}\n"],
    ["an import", 'import { planted } from "./core/planted-leaf.ts";\nexport { planted };\n'],
    ["a statement", "void 0;\n"],
  ])("%s beside the re-exports is a finding", async (_what, text) => {
    const file = `${library}/memory.ts`;
    const reExports = await tree.read(file);
    const findings = await tree.during(file, reExports + text, () => checkPublicFiles(tree.path));
    expect(rulesBrokenBy(file, findings)).toEqual(["public-file-re-exports"]);
  });

  test("a file that package.json does not export is a finding", async () => {
    const file = `${library}/planted-entry.ts`;
    const text = 'export * from "./core/errors.ts";\n';
    const findings = await tree.during(file, text, () => checkPublicFiles(tree.path));
    expect(rulesBrokenBy(file, findings)).toEqual(["public-file-is-exported"]);
  });
});

describe("construction", () => {
  test("the tree as it is breaks no rule", async () => {
    expect(await checkConstruction(tree.path)).toEqual([]);
  });

  test.each([
    ["biz/handler/planted-store.ts", "new MemoryStore({ secrets: [] })"],
    ["biz/mw/planted-client.ts", 'connectRedis({ url: "redis://127.0.0.1" })'],
    ["pkg/render/planted-repository.ts", "new RedisUserRepository({ client })"],
    ["biz/handler/planted-hasher.ts", "createPasswordHasher({ threads: 1 })"],
  ])("%s that says `%s` is a finding", async (file, expression) => {
    const text = `export const part = () => [${expression}];\n`;
    const findings = await tree.during(file, text, () => checkConstruction(tree.path));
    expect(rulesBrokenBy(file, findings)).toEqual(["only-main-and-app-construct"]);
  });
});

describe("the environment", () => {
  const readsEnvironment = 'export const planted = process.env["PORT"];\n';

  test.each([
    ["biz/mw/planted-env.ts", readsEnvironment, "node(no-process-env)"],
    [`${library}/core/planted-env.ts`, readsEnvironment, "node(no-process-env)"],
    ["pkg/logger/planted-env.ts", 'export { env } from "node:process";\n', "eslint(no-restricted-imports)"],
  ])("%s may not read it", async (file, text, rule) => {
    expect(await tree.during(file, text, () => lint(file))).toContain(rule);
  });

  test("pkg/config may read it", async () => {
    const file = "pkg/config/planted-env.ts";
    expect(await tree.during(file, readsEnvironment, () => lint(file))).toEqual([]);
  });

  /** The names of the lint rules that the file breaks. */
  function lint(file: string): Promise<string[]> {
    return new Promise((resolve, reject) => {
      const command = join(tree.path, "node_modules/.bin/oxlint");
      execFile(command, ["--format", "json", file], { cwd: tree.path }, (_failure, stdout, stderr) => {
        if (stdout === "") {
          reject(new Error(`oxlint printed no report: ${stderr}`));
          return;
        }
        const report = JSON.parse(stdout) as { diagnostics: { code: string }[] };
        resolve(report.diagnostics.map(({ code }) => code));
      });
    });
  }
});
