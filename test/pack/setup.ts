import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { findCompilers, type Compilers } from "./compilers.ts";
import { createProjects, type Projects } from "./create-projects.ts";
import { packLibrary, type PackedLibrary } from "./pack-library.ts";
import { findRuntimes, type Runtime } from "./runtimes.ts";

declare module "vitest" {
  interface ProvidedContext {
    packed: PackedLibrary;
    projects: Projects;
    runtimes: Runtime[];
    compilers: Compilers;
  }
}

/**
 * Packs the library and installs it, once for all tests of the package. `PACK=all` in the environment adds every release of
 * Node.js that the library is for, and an older TypeScript.
 */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "hertz-sessions-pack-"));
  const all = process.env["PACK"] === "all";
  const fetched = Promise.all([findRuntimes(all), findCompilers(all)]);
  const packed = await packLibrary(folder);
  provide("packed", packed);
  provide("projects", await createProjects(folder, packed.tarball));
  const [runtimes, compilers] = await fetched;
  provide("runtimes", runtimes);
  provide("compilers", compilers);
  return () => rm(folder, { recursive: true, force: true });
}
