import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { ICruiseResult } from "dependency-cruiser";
import type { Finding } from "./finding.ts";
import { listSourceFiles, listSourceRoots } from "./source-files.ts";

const depcruise = fileURLToPath(new URL("../../../node_modules/.bin/depcruise", import.meta.url));

/** What dependency-cruiser found in the tree. */
export interface DirectionReport {
  /** How many files of code were read. */
  readonly files: number;
  /** How many imports those files hold. */
  readonly imports: number;
  /** The violations of `.dependency-cruiser.mjs`, and one for each file that was not read. */
  readonly findings: readonly Finding[];
}

/**
 * Holds the imports of the tree at `root` to the rules of its `.dependency-cruiser.mjs`.
 *
 * dependency-cruiser passes what it cannot read: without a parser for TypeScript it sees no module and finds no
 * violation. So every file of code must be among those that it read, and some of them must have imports.
 */
export async function checkDirections(root: string): Promise<DirectionReport> {
  const { modules, summary } = await cruise(root);
  const files = await listSourceFiles(root);
  const cruised = new Map(modules.map((module) => [module.source, module.dependencies.length]));
  const imports = files.reduce((sum, file) => sum + (cruised.get(file) ?? 0), 0);

  const findings = summary.violations.map(({ rule, from, to, cycle }): Finding => {
    const path = cycle === undefined ? to : cycle.map(({ name }) => name).join(" -> ");
    return { rule: rule.name, file: from, message: from === to ? "Nothing leads here" : `Imports ${path}` };
  });
  for (const file of files) {
    if (!cruised.has(file)) findings.push({ rule: "every-file-is-read", file, message: "Was not read" });
  }
  if (imports === 0) {
    findings.push({ rule: "every-file-is-read", file: ".", message: "No import was seen in any file" });
  }
  return { files: files.length, imports, findings };
}

async function cruise(root: string): Promise<ICruiseResult> {
  const options = ["--config", ".dependency-cruiser.mjs", "--output-type", "json"];
  const { stdout } = await promisify(execFile)(depcruise, [...options, ...listSourceRoots(root)], {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(stdout) as ICruiseResult;
}
