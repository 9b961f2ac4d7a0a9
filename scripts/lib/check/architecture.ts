/** `npm run check:directions`: ends with 1 when the tree breaks a rule of its architecture. */
import { fileURLToPath } from "node:url";
import { checkConstruction } from "./construction.ts";
import { checkDirections } from "./directions.ts";
import { checkPublicFiles } from "./public-files.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

const directions = await checkDirections(root);
const findings = [
  ...directions.findings,
  ...(await checkPublicFiles(root)),
  ...(await checkConstruction(root)),
];

for (const { rule, file, message } of findings) console.error(`${file}: ${message} (${rule})`);
console.log(`${directions.files} files, ${directions.imports} imports, ${findings.length} violations`);
if (findings.length > 0) process.exitCode = 1;
