import { answersReady } from "../answers-ready.ts";
import { poll } from "../poll.ts";
import { runCommand } from "../run-command.ts";
import { killReplica, requireKillable } from "./kill.ts";
import { parseProveOptions } from "./options.ts";
import { prove } from "./proof.ts";
import { Report } from "./report.ts";
import { toJson, toText, type Result } from "./result.ts";
import { chooseTarget, type Target } from "./target.ts";

const readyTimeoutMs = 30_000;

/** What is done while it is done goes to standard error, so that standard output is the result alone. */
function tell(message: string): void {
  process.stderr.write(`prove: ${message}\n`);
}

/** Whether the site answers in time, which is the first check. The first answer may be a while in coming. */
async function isReady({ url }: Target, report: Report): Promise<boolean> {
  const begun = performance.now();
  let ready = await answersReady(url);
  if (!ready) {
    tell(`waiting for ${url}, ${readyTimeoutMs / 1000} seconds at most`);
    ready = await poll(() => answersReady(url), readyTimeoutMs);
  }
  const seen = ready ? "200" : `no 200 in ${readyTimeoutMs / 1000} s`;
  report.check("GET /readyz", "200", seen, performance.now() - begun);
  if (!ready) tell(`${url} is not ready; ./scripts/demo starts a demo`);
  return ready;
}

async function proveSite(target: Target, report: Report, kill: boolean): Promise<Result> {
  const begun = performance.now();
  const demo = kill ? requireKillable(target) : null;
  let killed: Result["kill"] = null;
  if (await isReady(target, report)) {
    await prove(target, report);
    if (demo !== null) killed = await killReplica(demo, report, tell);
  }
  const { url, replicas } = target;
  return { url, replicas, report, durationMs: performance.now() - begun, kill: killed };
}

await runCommand("prove", async () => {
  const options = parseProveOptions(process.argv.slice(2));
  const result = await proveSite(chooseTarget(options), new Report(), options.kill);
  process.stdout.write(options.json ? toJson(result) : toText(result));
  return result.report.ok ? 0 : 1;
});
