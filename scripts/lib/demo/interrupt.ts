import { once } from "node:events";
import { CommandError } from "../command-error.ts";

/** A signal that is aborted when this process is asked to end: by Ctrl-C, `kill`, or a closed terminal. */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  const reason = new CommandError("interrupted, and everything that was started is stopped", {
    exitCode: 130,
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      controller.abort(reason);
    });
  }
  return controller.signal;
}

/** Resolves when the signal is aborted, or at once when it is. By itself it keeps no process alive. */
export async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
}
