import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, inject, test } from "vitest";
import type { Manifest } from "./create-projects.ts";

const { packedBytes, unpackedBytes } = inject("packed");
const { bare } = inject("projects");
const library = join(bare, "node_modules/hertz-sessions");
/** By how much a size may differ from the one in the README until somebody writes a new one. */
const slack = 0.1;

test("the README tells the sizes: of the package, and of what it adds to the bundle of an app", async () => {
  const express = 'export { getSession, sessions } from "hertz-sessions";';
  const measured = {
    "the package, packed": packedBytes,
    "the package, unpacked": unpackedBytes,
    "`hertz-sessions`, in a bundle": await bundle(express),
    "and `hertz-sessions/redis`": await bundle(
      `${express} export { RedisStore } from "hertz-sessions/redis";`,
    ),
    "`hertz-sessions/express-session`, in a bundle": await bundle(
      'export { default } from "hertz-sessions/express-session";',
    ),
  };
  const written = await readSizes(Object.keys(measured));
  const lines = Object.entries(measured).map(([what, bytes]) => `${what}: ${kilobytes(bytes)} kB`);
  process.stdout.write(`${lines.join("\n")}\n`);
  for (const [what, bytes] of Object.entries(measured)) {
    const difference = Math.abs((written[what] ?? 0) - bytes / 1000);
    expect(difference, `${what} is ${kilobytes(bytes)} kB`).toBeLessThan((slack * bytes) / 1000);
  }
});

/** What a bundler makes of an app that uses this, and sends over the wire: minified, and compressed with gzip. */
async function bundle(contents: string): Promise<number> {
  const manifest = JSON.parse(await readFile(join(library, "package.json"), "utf8")) as Manifest;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: bare },
    bundle: true,
    minify: true,
    write: false,
    platform: "node",
    format: "esm",
    external: Object.keys(manifest.peerDependencies ?? {}),
  });
  return gzipSync(outputFiles[0]?.contents ?? "").byteLength;
}

/** The sizes in the README's table, in kilobytes. */
async function readSizes(names: readonly string[]): Promise<Record<string, number>> {
  const readme = await readFile(join(library, "README.md"), "utf8");
  const rows = readme.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
  return Object.fromEntries(
    names.map((name) => {
      const row = rows.find(([, first]) => first === name);
      return [name, Number.parseFloat(row?.[2] ?? "")];
    }),
  );
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(bytes < 100_000 ? 1 : 0);
}
