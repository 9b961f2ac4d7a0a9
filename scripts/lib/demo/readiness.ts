import { once } from "node:events";
import { connect } from "node:net";
import { CommandError } from "../command-error.ts";
import { poll } from "../poll.ts";
import type { Child } from "./child.ts";

/** How long a start may take, from the first process to the first answer through nginx. */
export const startTimeoutMs = 120_000;

export interface Wait {
  /** Processes whose death ends the wait. */
  readonly watched: readonly Child[];
  /** When the wait is over, as `Date.now()` has it. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

/**
 * Resolves when `isReady` says so. Rejects when a watched process dies, with what it said last; when the time is over; and
 * with the signal's reason when it is aborted.
 */
export async function waitUntilReady(
  what: string,
  isReady: () => Promise<boolean>,
  { watched, deadline, signal }: Wait,
): Promise<void> {
  const decided = new AbortController();
  const ready = poll(isReady, deadline - Date.now(), AbortSignal.any([signal, decided.signal]));
  try {
    const inTime = await Promise.race([ready, ...watched.map((child) => child.death)]);
    if (!inTime) throw new CommandError(`${what} is not ready after ${startTimeoutMs / 1000} seconds`);
  } finally {
    // a process that has died answers no more: nobody asks it on
    decided.abort();
  }
}

/** Whether Redis has loaded its data and answers. */
export async function answersPing(port: number): Promise<boolean> {
  const socket = connect({ port, host: "127.0.0.1", timeout: 2000 });
  socket.on("timeout", () => socket.destroy(new Error("timeout")));
  try {
    await once(socket, "connect");
    socket.write("PING\r\n");
    const answers: unknown[] = await once(socket, "data");
    return String(answers[0]).startsWith("+PONG");
  } catch {
    return false; // nobody listens yet
  } finally {
    socket.destroy();
  }
}
