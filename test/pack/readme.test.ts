import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { describe, expect, inject, test } from "vitest";
import { installed } from "./pack-library.ts";
import { run } from "./run.ts";

const { bare, express, typed } = inject("projects");
const readme = await readFile(join(bare, "node_modules/hertz-sessions/README.md"), "utf8");
const [, example = ""] = /```ts\n([^]*?)```/.exec(readme) ?? [];
const [, path = ""] = /^\$ curl .*http:\/\/127\.0\.0\.1:3000(\S+)$/m.exec(readme) ?? [];
const answers = [...readme.matchAll(/^\$ curl .*\n(\{.*\})$/gm)].slice(0, 2).map(([, answer]) => answer);

describe.each(inject("runtimes"))("the first example of the README, on $name", ({ program, major }) => {
  test.each([4, 5] as const)("runs as JavaScript with Express %i, and counts as it says", async (version) => {
    // As the README says it for JavaScript.
    const script = join(express[version], "app.mjs");
    await writeFile(script, example.replaceAll(/(?<=\w)<\{.*?\}>(?=\()/g, ""));
    expect(await visitTwice(program, [], script)).toEqual(answers);
  });

  test("runs as it is written, in TypeScript", async () => {
    const script = join(express[5], "app.mts");
    await writeFile(script, example);
    // From 22.18 on, Node.js leaves types out by itself.
    const loader = major < 22 ? ["--import", pathToFileURL(join(installed, "tsx/dist/loader.mjs")).href] : [];
    expect(await visitTwice(program, loader, script)).toEqual(answers);
  });
});

test("the first example of the README compiles as it is written, in a strict project", async () => {
  await writeFile(join(typed.esm, "readme.mts"), example);
  const options = ["--ignoreConfig", "--module", "nodenext", "--target", "es2023", "--strict", "--noEmit"];
  const compile = run(join(installed, ".bin/tsc"), [...options, "--types", "node", "readme.mts"], typed.esm);
  expect(await compile).toBe("");
});

/** Starts the example, on a port that is free, and gives what one visitor is told on the README's path, twice. */
async function visitTwice(program: string, loader: readonly string[], script: string): Promise<string[]> {
  const anyPort = pathToFileURL(join(script, "../any-port.mjs")).href;
  const child = spawn(program, [...loader, "--import", anyPort, script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [line] = (await once(createInterface(child.stdout), "line")) as [string];
    const url = `http://127.0.0.1:${(JSON.parse(line) as { port: number }).port}${path}`;
    const first = await fetch(url);
    const cookie = first.headers.getSetCookie().map((header) => header.split(";")[0] ?? "");
    const second = await fetch(url, { headers: { cookie: cookie.join("; ") } });
    return [await first.text(), await second.text()];
  } finally {
    child.kill();
  }
}
