import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { CommandError } from "../command-error.ts";
import { portOwner } from "./port-owner.ts";

// Below the ports that operating systems hand out by themselves, so that no outgoing connection takes one meanwhile.
const firstPort = 20_000;
const lastPort = 29_999;

/** Ports of 127.0.0.1 that nobody listens on, all different. They are free now; they are not reserved. */
export async function freePorts(count: number): Promise<number[]> {
  const found = new Set<number>();
  for (let tries = 0; found.size < count; tries += 1) {
    if (tries > 1000) throw new CommandError(`no free port from ${firstPort} to ${lastPort} of 127.0.0.1`);
    const port = firstPort + Math.floor(Math.random() * (lastPort - firstPort + 1));
    if ((await portProblem(port)) === undefined) found.add(port);
  }
  return [...found];
}

/** Throws a CommandError that says who has the port and what to do, unless one can listen on it. */
export async function requirePort(port: number): Promise<void> {
  const problem = await portProblem(port);
  if (problem === undefined) return;
  if (problem === "EACCES") {
    throw new CommandError(`port ${port} needs root: choose one above 1023 with --port`);
  }
  const owner = await portOwner(port);
  throw new CommandError(
    owner === undefined
      ? `port ${port} of 127.0.0.1 is taken, and nothing here can tell by which program: ` +
          "choose another port with --port"
      : `port ${port} of 127.0.0.1 is taken by ${owner}: end it, or choose another port with --port`,
  );
}

/** The error code with which listening fails; undefined when it succeeds. */
async function portProblem(port: number): Promise<string | undefined> {
  const server = createServer();
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    await close(server);
    return undefined;
  } catch (error) {
    if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
    throw error;
  }
}

async function close(server: Server): Promise<void> {
  server.close();
  await once(server, "close");
}
