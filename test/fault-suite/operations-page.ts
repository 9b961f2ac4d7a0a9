import { readFile, writeFile } from "node:fs/promises";
import { format, resolveConfig } from "prettier";

const operationsPage = new URL("../../docs/operations.md", import.meta.url);
const BEGIN =
  "<!-- fault-table: the table that `npm run test:faults` writes stands between these two lines -->";
const END = "<!-- fault-table: end -->";

/** Puts a new table between its marks in docs/operations.md. @throws Error when the marks are not there */
export async function writeTable(table: string): Promise<void> {
  const config = await resolveConfig(operationsPage);
  const changed = withTable(await readFile(operationsPage, "utf8"), table);
  await writeFile(operationsPage, await format(changed, { ...config, parser: "markdown" }));
}

function withTable(page: string, table: string): string {
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < from) throw new Error("docs/operations.md has no place for the table of faults");
  return `${page.slice(0, from + BEGIN.length)}\n\n${table}\n\n${page.slice(to)}`;
}
