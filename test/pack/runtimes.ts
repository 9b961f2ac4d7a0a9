import { tmpdir } from "node:os";
import { run } from "./run.ts";

/** One Node.js to run consumers with. */
export interface Runtime {
  /** "Node.js 22". */
  readonly name: string;
  readonly program: string;
  readonly major: number;
}

const majors = [20, 22, 24];

/** This Node.js, and with `all` the newest of each major release that the library is for, from npm's registry or its cache. */
export async function findRuntimes(all: boolean): Promise<Runtime[]> {
  const own = Number.parseInt(process.versions.node, 10);
  const others = all ? majors.filter((major) => major !== own) : [];
  const runtimes = await Promise.all([runtime(own, process.execPath), ...others.map(fetchRuntime)]);
  return runtimes.toSorted((a, b) => a.major - b.major);
}

async function runtime(major: number, program: string): Promise<Runtime> {
  return { name: `Node.js ${major}`, program, major };
}

async function fetchRuntime(major: number): Promise<Runtime> {
  const options = ["exec", "--yes", `--package=node@${major}`, "--", "node", "-p", "process.execPath"];
  try {
    return await runtime(major, (await run("npm", options, tmpdir())).trim());
  } catch (error) {
    throw new Error(
      `Node.js ${major} is neither in npm's cache nor to be had from its registry; \`npm run test:pack\` alone does without`,
      { cause: error },
    );
  }
}
