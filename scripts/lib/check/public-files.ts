import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ModuleItem } from "@swc/core";
import type { Finding } from "./finding.ts";
import { isTestFile } from "./source-files.ts";
import { parseSource } from "./syntax-tree.ts";

const folder = "pkg/sessions";

/**
 * Holds the files directly in the library's `src` to what they are for: each is one export path of its package.json,
 * and holds re-exports only, so that the public surface can be read from the folder listing.
 */
export async function checkPublicFiles(root: string): Promise<Finding[]> {
  const entries = await readdir(join(root, folder, "src"), { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !isTestFile(entry.name)).map(({ name }) => name);
  const findings = await Promise.all(files.map((name) => checkReExports(root, `${folder}/src/${name}`)));
  return [...findings.flat(), ...(await checkExportPaths(root, files))];
}

async function checkReExports(root: string, file: string): Promise<Finding[]> {
  const { body } = await parseSource(join(root, file));
  if (body.every(isReExport)) return [];
  return [
    { rule: "public-file-re-exports", file, message: "Holds more than re-exports: move the rest to a room" },
  ];
}

function isReExport(item: ModuleItem): boolean {
  if (item.type === "ExportAllDeclaration") return true;
  return item.type === "ExportNamedDeclaration" && Boolean(item.source);
}

async function checkExportPaths(root: string, files: readonly string[]): Promise<Finding[]> {
  const rule = "public-file-is-exported";
  const wanted = (await readExportPaths(root)).filter((path) => path !== "./package.json").map(sourceOf);
  const unexported = files.filter((name) => !wanted.includes(name));
  const unwritten = wanted.filter((name) => !files.includes(name));
  return [
    ...unexported.map((name) => ({
      rule,
      file: `${folder}/src/${name}`,
      message: "Is no export path of package.json",
    })),
    ...unwritten.map((name) => ({
      rule,
      file: `${folder}/package.json`,
      message: `Exports src/${name}, which is missing`,
    })),
  ];
}

/** The source of an export path: `.` is `index.ts`, `./redis` is `redis.ts`. */
function sourceOf(exportPath: string): string {
  return exportPath === "." ? "index.ts" : `${exportPath.slice(2)}.ts`;
}

async function readExportPaths(root: string): Promise<string[]> {
  const manifest = JSON.parse(await readFile(join(root, folder, "package.json"), "utf8")) as {
    exports: Record<string, unknown>;
  };
  return Object.keys(manifest.exports);
}
