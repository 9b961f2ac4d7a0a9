import { CommandError } from "../command-error.ts";
import { demoPaths } from "../demo/paths.ts";
import { isRunning } from "../demo/process-record.ts";
import { readState, type DemoState } from "../demo/state.ts";
import { runCommand } from "../run-command.ts";
import { parseCommandLine } from "../usage.ts";
import { restartContainers } from "./docker.ts";
import { restartProcesses } from "./native.ts";

await runCommand("rolling-restart", async () => {
  parseCommandLine("rolling-restart", { args: process.argv.slice(2), options: {} });
  const paths = demoPaths();
  const state = requireDetached(readState(paths.state));
  await (state.mode === "native" ? restartProcesses(state, paths) : restartContainers(state));
  return 0;
});

/** A `scripts/demo` that waits starts a replica that has ended again by itself. */
function requireDetached(state: DemoState | null): DemoState {
  if (state === null) throw new CommandError("no demo runs here: start one with ./scripts/demo --detach");
  if (state.runner !== null && isRunning(state.runner)) {
    throw new CommandError(
      `process ${state.runner.pid} watches over this demo: start it with ./scripts/demo --detach`,
    );
  }
  return state;
}
