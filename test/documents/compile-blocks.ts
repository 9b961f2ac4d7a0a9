import { execFile } from "node:child_process";
import { cp, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** A module to compile, by its name. */
export interface Module {
  readonly name: string;
  readonly text: string;
}

/**
 * Compiles modules together, strictly, against the library's sources, with the names of `context/` as given.
 *
 * @returns what the compiler has to say; empty when nothing is wrong
 */
export async function compileTogether(modules: readonly Module[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "hertz-sessions-documents-"));
  try {
    await symlink(join(root, "node_modules"), join(folder, "node_modules"));
    await cp(join(root, "test/documents/context"), join(folder, "context"), { recursive: true });
    await writeFile(join(folder, "package.json"), '{ "type": "module" }');
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(configuration));
    for (const { name, text } of modules) await writeFile(join(folder, name), `${text}\nexport {};\n`);
    return await compile(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const sources = join(root, "pkg/sessions/src");
const configuration = {
  extends: join(root, "tsconfig.base.json"),
  compilerOptions: {
    noEmit: true,
    allowJs: true,
    checkJs: true,
    allowImportingTsExtensions: true,
    rewriteRelativeImportExtensions: false,
    paths: { "hertz-sessions": [`${sources}/index.ts`], "hertz-sessions/*": [`${sources}/*.ts`] },
  },
  include: ["*.ts", "*.js", "context"],
};

async function compile(folder: string): Promise<string> {
  try {
    await promisify(execFile)(join(root, "node_modules/.bin/tsc"), ["-p", "."], { cwd: folder });
    return "";
  } catch (failure) {
    const { stdout } = failure as { stdout: string };
    return stdout;
  }
}
