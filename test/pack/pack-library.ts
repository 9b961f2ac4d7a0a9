import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { copyTree } from "../support/copy-tree.ts";
import { run } from "./run.ts";

/** The packages of this checkout. */
export const installed = fileURLToPath(new URL("../../node_modules/", import.meta.url));

/** What npm packed. */
export interface PackedLibrary {
  readonly tarball: string;
  readonly files: readonly string[];
  /** Bytes of the tarball, and of all that is in it. */
  readonly packedBytes: number;
  readonly unpackedBytes: number;
}

interface PackReport {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { path: string }[];
}

/** Builds and packs the library as a fresh clone would: from its sources, with no earlier build around. */
export async function packLibrary(target: string): Promise<PackedLibrary> {
  const tree = await copyTree();
  try {
    // The copy's stand-ins would pass for what the build does not make.
    await rm(join(tree.path, "pkg/sessions/dist"), { recursive: true });
    await run(join(installed, ".bin/tsc"), ["-b", "pkg/sessions"], tree.path);
    const options = ["pack", "--json", "--pack-destination", target];
    const report = await run("npm", options, join(tree.path, "pkg/sessions"));
    const [packed] = JSON.parse(report) as PackReport[];
    if (!packed) throw new Error("npm pack reported no package");
    return {
      tarball: join(target, packed.filename),
      files: packed.files.map(({ path }) => path),
      packedBytes: packed.size,
      unpackedBytes: packed.unpackedSize,
    };
  } finally {
    await tree.remove();
  }
}
