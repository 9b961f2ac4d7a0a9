import { buildApp } from "./build.ts";
import { endDemo } from "./end-demo.ts";
import { NativeDemo } from "./native-demo.ts";
import type { DemoOptions } from "./options.ts";
import type { DemoPaths } from "./paths.ts";
import { requirePort } from "./ports.ts";
import { requirePrograms } from "./programs.ts";
import { say, sayStopped, sayWhereToLook, secondsSince } from "./say.ts";

/**
 * Runs the demo as processes of this machine until `interrupt` is aborted, or leaves it running with `detach`. Starts a
 * replica again that dies; ends all that it started when it fails, and when Redis or nginx dies.
 */
export async function runNative(
  options: DemoOptions,
  paths: DemoPaths,
  interrupt: AbortSignal,
): Promise<void> {
  await requirePort(options.port);
  say("found", requirePrograms());
  // from here on another start sees that there is this one, and leaves the build alone
  const demo = new NativeDemo(options, paths);
  try {
    say("building", "the app (npm run build)");
    const begun = performance.now();
    await buildApp(paths, interrupt);
    say("built", `the app in ${secondsSince(begun)}`);
    await demo.start(interrupt);
    sayWhereToLook(demo.state, options, paths);
    if (options.detach) {
      demo.release();
      return;
    }
    await demo.runUntil(interrupt);
  } catch (error) {
    await endDemo(demo.state, paths);
    throw error;
  }
  say("stopping", "nginx, the replicas and Redis");
  await endDemo(demo.state, paths);
  sayStopped();
}
