import { answersReady } from "../answers-ready.ts";
import { CommandError } from "../command-error.ts";
import { poll } from "../poll.ts";
import { runCommand } from "../run-command.ts";
import { parseProveOptions } from "./options.ts";
import { prove } from "./proof.ts";
import { chooseTarget } from "./target.ts";

const readyTimeoutMs = 30_000;

/** Whether the site answers in time. The first answer may be a while in coming, so it says what it waits for. */
async function isReady(url: string): Promise<boolean> {
  if (await answersReady(url)) return true;
  process.stderr.write(`prove: waiting for ${url}, ${readyTimeoutMs / 1000} seconds at most\n`);
  return poll(() => answersReady(url), readyTimeoutMs);
}

await runCommand("prove", async () => {
  const options = parseProveOptions(process.argv.slice(2));
  const target = chooseTarget(options);
  if (!(await isReady(target.url))) {
    throw new CommandError(
      `${target.url} is not ready after ${readyTimeoutMs / 1000} seconds; ./scripts/demo starts a demo`,
    );
  }
  const report = await prove(target);
  const { ok, checks } = report;
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ url: target.url, replicas: target.replicas, ok, checks }, null, 2)}\n`
      : `${target.url}, ${target.replicas} replicas\n\n${report.toTable()}`,
  );
  return ok ? 0 : 1;
});
