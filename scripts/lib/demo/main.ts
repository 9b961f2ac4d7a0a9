import { runCommand } from "../run-command.ts";
import { findCompose } from "./compose.ts";
import { runDocker } from "./docker.ts";
import { isAlreadyRunning } from "./earlier-demo.ts";
import { interruptSignal } from "./interrupt.ts";
import { runNative } from "./native.ts";
import { parseDemoOptions } from "./options.ts";
import { demoPaths } from "./paths.ts";
import { say } from "./say.ts";
import { stopDemo } from "./stop.ts";

await runCommand("demo", async () => {
  const options = parseDemoOptions(process.argv.slice(2));
  const paths = demoPaths();
  if (options.stop) {
    await stopDemo(paths);
    return 0;
  }
  const interrupt = interruptSignal();
  if (await isAlreadyRunning(options, paths)) return 0;
  const compose = options.native ? null : await findCompose();
  if (compose === null) {
    if (!options.native) say("found", "no Docker engine with Compose that answers, so without Docker");
    await runNative(options, paths, interrupt);
  } else {
    say("found", `a Docker engine, and ${compose.join(" ")}`);
    await runDocker(compose, options, paths, interrupt);
  }
  return 0;
});
