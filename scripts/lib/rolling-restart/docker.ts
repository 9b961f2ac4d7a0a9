import { CommandError } from "../command-error.ts";
import { linesOf, outputOf } from "../demo/compose.ts";
import { startTimeoutMs } from "../demo/readiness.ts";
import type { DockerState } from "../demo/state.ts";
import { poll } from "../poll.ts";
import { say } from "./say.ts";

/** Restarts the containers of the replicas, one when the one before it is healthy. */
export async function restartContainers({ compose }: DockerState): Promise<void> {
  for (const id of linesOf(await outputOf([...compose, "ps", "-q", "app"]))) {
    // Docker asks it to end, and kills it after this time: longer than a replica drains
    await outputOf(["docker", "restart", "-t", "30", id]);
    const name = await inspect(id, "{{.Config.Hostname}}");
    const isHealthy = async (): Promise<boolean> =>
      (await inspect(id, "{{.State.Health.Status}}")) === "healthy";
    if (!(await poll(isHealthy, startTimeoutMs))) throw new CommandError(`${name} does not get healthy`);
    // a container that starts may have got another address
    await outputOf([...compose, "kill", "-s", "HUP", "nginx"]);
    say(`${name} was restarted`);
  }
}

async function inspect(id: string, format: string): Promise<string> {
  return (await outputOf(["docker", "inspect", "--format", format, id])).trim();
}
