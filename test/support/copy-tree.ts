import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { listSourceRoots } from "../../scripts/lib/check/source-files.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** A copy of this repository's code in a temporary folder, to be broken on purpose. */
export interface TreeCopy {
  readonly path: string;
  /** Writes a file into the copy, and the folders above it. */
  write(file: string, text: string): Promise<void>;
  /** What the file of the copy holds. */
  read(file: string): Promise<string>;
  /** Settles as `action` does; while it runs the file holds `text`, then again what it held before. */
  during<Value>(file: string, text: string, action: () => Promise<Value>): Promise<Value>;
  remove(): Promise<void>;
}

/**
 * Copies the code and the tools' configuration. The packages are links to the installed ones, but for `hertz-sessions`,
 * which is the copy's own; its built files are there and empty, so that its export paths lead somewhere.
 */
export async function copyTree(): Promise<TreeCopy> {
  const path = await mkdtemp(join(tmpdir(), "hertz-sessions-tree-"));
  const copy: TreeCopy = {
    path,
    async write(file, text) {
      await mkdir(dirname(join(path, file)), { recursive: true });
      await writeFile(join(path, file), text);
    },
    read: (file) => readFile(join(path, file), "utf8"),
    async during(file, text, action) {
      const before = await copy.read(file).catch(() => undefined);
      await copy.write(file, text);
      try {
        return await action();
      } finally {
        await (before === undefined ? rm(join(path, file)) : copy.write(file, before));
      }
    },
    remove: () => rm(path, { recursive: true, force: true }),
  };
  const configuration = (await readdir(root)).filter((name) =>
    /^(package|tsconfig.*|\.(dep|oxlint).*)\.(json|mjs)$/.test(name),
  );
  await Promise.all([
    ...[...listSourceRoots(root), ...configuration].map((name) => copyWithoutOutput(name, path)),
    linkPackages(path),
  ]);
  await writeEmptyBuild(copy);
  return copy;
}

function copyWithoutOutput(name: string, target: string): Promise<void> {
  const filter = (source: string): boolean => !["dist", "node_modules"].includes(basename(source));
  return cp(join(root, name), join(target, name), { recursive: true, filter });
}

async function linkPackages(target: string): Promise<void> {
  const installed = join(root, "node_modules");
  await mkdir(join(target, "node_modules"));
  const names = (await readdir(installed)).filter((name) => name !== "hertz-sessions");
  await Promise.all(names.map((name) => symlink(join(installed, name), join(target, "node_modules", name))));
  await symlink("../pkg/sessions", join(target, "node_modules/hertz-sessions"));
}

async function writeEmptyBuild(copy: TreeCopy): Promise<void> {
  const manifest = JSON.parse(await copy.read("pkg/sessions/package.json")) as {
    exports: Record<string, { default?: string }>;
  };
  const files = Object.values(manifest.exports).flatMap((conditions) => conditions.default ?? []);
  await Promise.all(files.map((file) => copy.write(join("pkg/sessions", file), "export {};\n")));
}
