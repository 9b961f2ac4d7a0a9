import { join } from "node:path";
import type { Finding } from "./finding.ts";
import { isTestFile, listSourceFiles } from "./source-files.ts";
import { parseSource, type SyntaxNode, walkSyntax } from "./syntax-tree.ts";

/** Where the app's parts are made and given to each other. */
const constructors = new Set(["main.ts", "biz/app.ts"]);
/** The names of what is made once for the whole app: stores, repositories, clients, pools. */
const parts = /^(\w+(Store|Repository)|connect[A-Z]\w*|createPasswordHasher|createLogger)$/;

/**
 * Holds the app to making its long-lived parts in `main.ts` and `biz/app.ts` alone: everything else is given what it
 * needs, so a test can give it something else.
 */
export async function checkConstruction(root: string): Promise<Finding[]> {
  const files = (await listSourceFiles(root)).filter(isHeldToIt);
  const findings = await Promise.all(files.map((file) => checkFile(root, file)));
  return findings.flat();
}

function isHeldToIt(file: string): boolean {
  return (
    /^(biz|pkg)\//.test(file) &&
    !file.startsWith("pkg/sessions/") &&
    !isTestFile(file) &&
    !constructors.has(file)
  );
}

async function checkFile(root: string, file: string): Promise<Finding[]> {
  const names = [...walkSyntax(await parseSource(join(root, file)))].map(constructedName);
  return names
    .filter((name) => name !== undefined && parts.test(name))
    .map((name) => ({
      rule: "only-main-and-app-construct",
      file,
      message: `Makes its own ${name}: take it as a parameter, main.ts or biz/app.ts makes it`,
    }));
}

/** The name after `new`, or the name of the function called; undefined for all else. */
function constructedName({ type, callee }: SyntaxNode): string | undefined {
  if (type !== "NewExpression" && type !== "CallExpression") return undefined;
  const { type: kind, value } = callee as SyntaxNode;
  return kind === "Identifier" && typeof value === "string" ? value : undefined;
}
