import { mkdir, readFile, writeFile } from "node:fs/promises";
import { format, resolveConfig } from "prettier";

const folder = new URL("../docs/performance/", import.meta.url);
const page = new URL("../docs/performance.md", import.meta.url);

/** Puts a result between its marks in docs/performance.md, and its files beside the page. @throws Error when there are no such marks */
export async function writePerformance(
  name: string,
  report: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [file, content] of Object.entries(files)) await writeFile(new URL(file, folder), content);
  const changed = replaceBetweenMarks(await readFile(page, "utf8"), name, report);
  const config = await resolveConfig(page);
  await writeFile(page, await format(changed, { ...config, parser: "markdown" }));
}

/** The text with what stands between `<!-- bench NAME -->` and `<!-- /bench NAME -->` replaced. @throws Error when either is missing */
export function replaceBetweenMarks(text: string, name: string, content: string): string {
  const [begin, end] = [`<!-- bench ${name} -->`, `<!-- /bench ${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`docs/performance.md has no marks ${begin} and ${end}`);
  return `${text.slice(0, from + begin.length)}\n\n${content}\n\n${text.slice(to)}`;
}
