import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installed } from "./pack-library.ts";
import { run } from "./run.ts";

const consumers = fileURLToPath(new URL("./consumers/", import.meta.url));

/** Folders of somebody who has installed the packed library. They share one installation of it. */
export interface Projects {
  /** The library and nothing else, not even its optional peers. */
  readonly bare: string;
  /** And Express, by its major version. */
  readonly express: Readonly<Record<4 | 5, string>>;
  /** And everything that the library's types mention: the peers, Express 5 and types of Node.js; as ES modules and CommonJS. */
  readonly typed: Readonly<Record<"esm" | "cjs", string>>;
}

/** What the tests want to know of the package.json that was installed. */
export interface Manifest {
  readonly exports: Readonly<Record<string, unknown>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** Makes the projects: npm installs the library once, in the bare one. */
export async function createProjects(folder: string, tarball: string): Promise<Projects> {
  const bare = join(folder, "bare");
  await mkdir(bare);
  await writeFile(join(bare, "package.json"), JSON.stringify({ name: "consumer", private: true }));
  await run("npm", ["install", "--offline", "--no-audit", "--no-fund", tarball], bare);
  await cp(consumers, bare, { recursive: true });

  const library = join(bare, "node_modules/hertz-sessions");
  const manifest = JSON.parse(await readFile(join(library, "package.json"), "utf8")) as Manifest;
  const peers = Object.keys(manifest.peerDependencies ?? {});
  const [express4, express5, typed] = await Promise.all([
    createProject(join(folder, "express4"), library, { express: "express4" }),
    createProject(join(folder, "express5"), library, { express: "express" }),
    createProject(
      join(folder, "typed"),
      library,
      Object.fromEntries([...peers, "express", "@types"].map((name) => [name, name])),
    ),
  ]);
  const [esm, cjs] = await Promise.all([
    addTypedConsumers(join(typed, "esm"), "module", manifest),
    addTypedConsumers(join(typed, "cjs"), "commonjs", manifest),
  ]);
  return { bare, express: { 4: express4, 5: express5 }, typed: { esm, cjs } };
}

/** A project with the library and packages of this checkout: by the name that the project knows, the name that it has here. */
async function createProject(
  path: string,
  library: string,
  packages: Readonly<Record<string, string>>,
): Promise<string> {
  const modules = join(path, "node_modules");
  await mkdir(modules, { recursive: true });
  // A copy: from behind a link, Node.js would look for the peers beside the bare project's library.
  await cp(library, join(modules, "hertz-sessions"), { recursive: true });
  for (const [name, here] of Object.entries(packages)) {
    await symlink(join(installed, here), join(modules, name));
  }
  await cp(join(consumers, "any-port.mjs"), join(path, "any-port.mjs"));
  return path;
}

async function addTypedConsumers(path: string, type: string, { exports }: Manifest): Promise<string> {
  await mkdir(path);
  await writeFile(join(path, "package.json"), JSON.stringify({ type }));
  for (const file of ["consumer.ts", "declared-data.ts", "drop-in.ts"]) {
    await cp(join(consumers, file), join(path, file));
  }
  const modules = Object.keys(exports).filter((entry) => !entry.endsWith(".json"));
  const imports = modules.map(
    (entry, at) => `import * as entry${at} from "hertz-sessions${entry.slice(1)}";`,
  );
  const list = modules.map((_, at) => `entry${at}`).join(", ");
  await writeFile(
    join(path, "every-export.ts"),
    `${imports.join("\n")}\nexport const entries: object[] = [${list}];\n`,
  );
  return path;
}
