import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";

const { files } = inject("packed");
const library = join(inject("projects").bare, "node_modules/hertz-sessions");

describe("the packed library", () => {
  test("holds the build, its documents and its manifest, and no test, build state or source of another folder", () => {
    const expected =
      /^(dist\/[\w/-]+\.(js|d\.ts)(\.map)?|src\/[\w/-]+\.ts|package\.json|README\.md|CHANGELOG\.md|LICENSE)$/;
    expect(files.filter((path) => !expected.test(path))).toEqual([]);
    expect(files.filter((path) => /\.test\./.test(path))).toEqual([]);
    const documents = ["LICENSE", "README.md", "CHANGELOG.md", "dist/index.js", "dist/index.d.ts"];
    expect(files).toEqual(expect.arrayContaining(documents));
  });

  test("has no source map that leads to a file that is not packed", async () => {
    const maps = files.filter((path) => path.endsWith(".map"));
    const missing = await Promise.all(maps.map(readMissingSources));
    expect(missing.flat()).toEqual([]);
  });

  test("has no runtime dependency", async () => {
    const manifest = await readManifest();
    expect(manifest.dependencies).toBeUndefined();
    expect(manifest.optionalDependencies).toBeUndefined();
    const peers = Object.keys(manifest.peerDependencies ?? {});
    expect(peers.filter((name) => manifest.peerDependenciesMeta?.[name]?.optional !== true)).toEqual([]);
  });

  test("says what it runs on, that it can be tree-shaken, and is published with provenance from its folder", async () => {
    const { engines, sideEffects, publishConfig, repository } = await readManifest();
    expect({ engines, sideEffects, publishConfig }).toEqual({
      engines: { node: ">=20.19.0" },
      sideEffects: false,
      publishConfig: { access: "public", provenance: true },
    });
    expect(repository).toMatchObject({ type: "git", directory: "pkg/sessions" });
  });

  test("has a changelog whose newest release is this version, or is not released yet", async () => {
    const { version } = await readManifest();
    const changelog = await readInstalled("CHANGELOG.md");
    const releases = [...changelog.matchAll(/^## \[(.+?)\](?: - (.+))?$/gm)].map(([, name, date]) => ({
      name,
      date,
    }));
    expect(releases[0]).toEqual({ name: "Unreleased" });
    for (const { name, date } of releases.slice(1)) {
      expect(name).toMatch(/^\d+\.\d+\.\d+$/);
      expect(date).toMatch(/^\d{4}-\d\d-\d\d$/);
    }
    expect([undefined, version]).toContain(releases[1]?.name);
    const groups = [...changelog.matchAll(/^### (.+)$/gm)].map(([, name]) => name);
    const known = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"];
    expect(groups.filter((name) => !known.includes(name ?? ""))).toEqual([]);
  });
});

async function readManifest() {
  return JSON.parse(await readInstalled("package.json"));
}

function readInstalled(path: string): Promise<string> {
  return readFile(join(library, path), "utf8");
}

/** The sources that a map names and neither holds nor leads to. */
async function readMissingSources(map: string): Promise<string[]> {
  const { sources, sourcesContent } = JSON.parse(await readInstalled(map)) as {
    sources: string[];
    sourcesContent?: (string | null)[];
  };
  const resolved = sources.map((source) => join(map, "..", source));
  return resolved.filter((source, index) => !sourcesContent?.[index] && !files.includes(source));
}
