import type { ChildProcess } from "node:child_process";

import { startServerProcess } from "./server-process.ts";

/** Starts redis-server with these arguments and resolves when it prints `readyText`, as startServerProcess() does. */
export function startRedisProcess(args: readonly string[], readyText: string): Promise<ChildProcess> {
  return startServerProcess({
    command: "redis-server",
    args,
    readyText,
    install: "install Redis 6.2 or newer",
  });
}
