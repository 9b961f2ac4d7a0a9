import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** What stands between two fences of a document. */
export interface Block {
  /** The document, from the root of the repository. */
  readonly file: string;
  /** The line of the opening fence. */
  readonly line: number;
  /** The word behind the fence; empty when there is none. */
  readonly language: string;
  readonly text: string;
}

/** The documents of the repository. */
export const documents: readonly string[] = [
  ".",
  "docs",
  "docs/decisions",
  "pkg/sessions",
  "bench",
  "examples",
].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name)),
);

export function readDocument(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

/** Every block of every document. */
export function allBlocks(): Block[] {
  return documents.flatMap((file) => blocksOf(file, readDocument(file)));
}

/** The block of a document that begins with this text. */
export function blockThatBegins(file: string, beginning: string): Block {
  const found = blocksOf(file, readDocument(file)).find(({ text }) => text.startsWith(beginning));
  if (found === undefined) throw new Error(`${file} has no block that begins with ${beginning}`);
  return found;
}

/** The blocks of a text; an indented fence counts as well. */
export function blocksOf(file: string, document: string): Block[] {
  const blocks: Block[] = [];
  let open: { line: number; language: string; lines: string[] } | undefined;
  for (const [index, line] of document.split("\n").entries()) {
    const fence = /^\s*(?:```|~~~)(.*)$/.exec(line);
    if (fence === null) open?.lines.push(line);
    else if (open === undefined) open = { line: index + 1, language: (fence[1] ?? "").trim(), lines: [] };
    else {
      blocks.push({ file, line: open.line, language: open.language, text: open.lines.join("\n") });
      open = undefined;
    }
  }
  if (open !== undefined) throw new Error(`${file}:${open.line} opens a block that never ends`);
  return blocks;
}

/** Where a block is, for the message of a test. */
export function placeOf({ file, line }: Block): string {
  return `${file}:${line}`;
}
