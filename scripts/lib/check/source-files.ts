import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";

const sourceRoots = ["biz", "pkg", "scripts", "bench", "test"];
const source = /\.(ts|mts|mjs|js)$/;
const madeByTools = /(^|\/)(node_modules|dist|coverage)\//;

/** Tells test code, which may import and construct anything, from the code that runs in production. */
export function isTestFile(file: string): boolean {
  return file.startsWith("test/") || /\.(test|test-d)\.ts$/.test(file);
}

/** The folders and files of `root` that hold code: `main.ts` and those of the known folders that are there. */
export function listSourceRoots(root: string): string[] {
  return ["main.ts", ...sourceRoots].filter((path) => existsSync(join(root, path)));
}

/** Every file of code below `root`, relative to it, with forward slashes, sorted. */
export async function listSourceFiles(root: string): Promise<string[]> {
  const files: string[] = [];
  for (const path of listSourceRoots(root)) {
    if (path.endsWith(".ts")) {
      files.push(path);
      continue;
    }
    const entries = await readdir(join(root, path), { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      if (entry.isFile()) files.push(relative(root, join(entry.parentPath, entry.name)).replaceAll(sep, "/"));
    }
  }
  return files.filter((file) => source.test(file) && !madeByTools.test(file)).toSorted();
}
