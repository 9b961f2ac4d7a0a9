import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import type { RedisStoreOptions } from "hertz-sessions/redis";

import { endProcess } from "./server-process.ts";
import type { ClientLibrary } from "./store-clients.ts";

/** What one process is told to do. */
export interface IncrementOrder {
  readonly library: ClientLibrary;
  readonly redis: { readonly url: string } | { readonly cluster: readonly string[] };
  readonly store: Omit<RedisStoreOptions, "client">;
  /** The session. */
  readonly id: string;
  /** How many increments it makes at once. */
  readonly times: number;
}

const program = fileURLToPath(new URL("increment-process.ts", import.meta.url));
const sourcesConfig = fileURLToPath(new URL("tsconfig.sources.json", import.meta.url));

/**
 * Increments `count` of one session in a process for each order, all of them at once.
 *
 * @returns what every single update returned
 */
export async function incrementInProcesses(orders: readonly IncrementOrder[]): Promise<number[]> {
  const children = orders.map(startProcess);
  try {
    await Promise.all(children.map((child) => nextMessage(child)));
    const answers = children.map((child) => nextMessage(child) as Promise<number[]>);
    for (const child of children) child.send("go");
    return (await Promise.all(answers)).flat();
  } finally {
    await Promise.all(children.map((child) => endProcess(child, "SIGKILL")));
  }
}

function startProcess(order: IncrementOrder): ChildProcess {
  return fork(program, [JSON.stringify(order)], {
    execArgv: ["--import", "tsx"],
    env: { PATH: process.env["PATH"], TSX_TSCONFIG_PATH: sourcesConfig },
  });
}

async function nextMessage(child: ChildProcess): Promise<unknown> {
  const exited = once(child, "exit").then(() => {
    throw new Error("A process ended before it was done");
  });
  const [message] = (await Promise.race([once(child, "message"), exited])) as unknown[];
  return message;
}
