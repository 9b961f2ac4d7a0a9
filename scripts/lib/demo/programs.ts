import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { CommandError } from "../command-error.ts";
import { root } from "./paths.ts";

/**
 * Makes sure of redis-server and nginx and gives names and versions of what the demo runs on. Missing ones are installed when this is root
 * on Debian or a relative of it; else it throws a CommandError, after the sentences that say what to install.
 */
export function requirePrograms(): string {
  const bootstrap = join(root, "scripts/lib/bootstrap.sh");
  const { status } = spawnSync("sh", ["-c", '. "$0" && require_commands redis-server nginx', bootstrap], {
    stdio: "inherit",
    env: { ...process.env, COMMAND_NAME: "demo" },
  });
  if (status !== 0) throw new CommandError("without Docker, redis-server and nginx are needed");
  const redis = versionOf("redis-server", "--version", /v=(\d+)\.(\d+)\S*/);
  const nginx = versionOf("nginx", "-v", /nginx\/(\d+)\.(\d+)\S*/);
  // GETEX, which reads a session and renews it, came with 6.2
  if (redis.major < 6 || (redis.major === 6 && redis.minor < 2)) {
    throw new CommandError(`redis-server is ${redis.text}, and 6.2 or newer is needed`);
  }
  return `Node.js ${process.versions.node}, redis-server ${redis.text}, nginx ${nginx.text}`;
}

interface Version {
  readonly text: string;
  readonly major: number;
  readonly minor: number;
}

/** What the program says of itself; the pattern's groups are the major and the minor number. */
function versionOf(command: string, flag: string, pattern: RegExp): Version {
  const { stdout, stderr } = spawnSync(command, [flag], { encoding: "utf8" });
  const [match = "", major, minor] = pattern.exec(stdout + stderr) ?? [];
  return { text: match.replace(/^.*[=/]/, ""), major: Number(major), minor: Number(minor) };
}
