import { tmpdir } from "node:os";
import { join } from "node:path";
import { installed } from "./pack-library.ts";
import { run } from "./run.ts";

/** The TypeScript compilers to compile consumers with. */
export interface Compilers {
  /** The one of this checkout. */
  readonly program: string;
  /** Releases that others still have. */
  readonly older: readonly { readonly name: string; readonly program: string }[];
}

/** The compiler of this checkout, and with `all` the last one before it was rewritten, from npm's registry or its cache. */
export async function findCompilers(all: boolean): Promise<Compilers> {
  const older = all ? [{ name: "TypeScript 5.9", program: await fetchCompiler("5.9") }] : [];
  return { program: join(installed, ".bin/tsc"), older };
}

async function fetchCompiler(version: string): Promise<string> {
  const options = ["exec", "--yes", `--package=typescript@${version}`, "-c", "command -v tsc"];
  try {
    return (await run("npm", options, tmpdir())).trim();
  } catch (error) {
    throw new Error(
      `TypeScript ${version} is neither in npm's cache nor to be had from its registry; \`npm run test:pack\` alone does without`,
      { cause: error },
    );
  }
}
