import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { LoadGenerator, LoadResult } from "./load.ts";

const script = fileURLToPath(new URL("wrk.lua", import.meta.url));

/** wrk, on one thread, started by `prefix`: a command that pins what follows it to a core. */
export function wrkGenerator(prefix: readonly string[]): LoadGenerator {
  return {
    name: "wrk",
    async run({ port, method, path, cookies, connections, seconds }) {
      const directory = await mkdtemp(join(tmpdir(), "hertz-sessions-bench-"));
      try {
        const file = cookies.length > 0 ? join(directory, "cookies") : "-";
        if (file !== "-") await writeFile(file, `${cookies.join("\n")}\n`);
        const options = [
          "-t",
          "1",
          "-c",
          String(connections),
          "-d",
          `${seconds}s`,
          "--timeout",
          "10s",
          "-s",
          script,
        ];
        const command = [...prefix, "wrk", ...options, `http://127.0.0.1:${port}`, "--", method, path, file];
        const { stdout } = await promisify(execFile)(command[0] ?? "wrk", command.slice(1));
        return readResult(stdout);
      } finally {
        await rm(directory, { recursive: true });
      }
    },
  };
}

/** What wrk.lua printed at the end. @throws Error when it did not */
export function readResult(output: string): LoadResult {
  const found = /^result (\d+) (\d+) (\d+) (\d+) (\d+)$/m.exec(output);
  if (!found) throw new Error(`wrk gave no result:\n${output}`);
  const [requests = 0, micros = 0, p50 = 0, p99 = 0, failed = 0] = found.slice(1).map(Number);
  return {
    requests,
    requestsPerSecond: requests / (micros / 1e6),
    p50Ms: p50 / 1000,
    p99Ms: p99 / 1000,
    failed,
  };
}
