import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** A command of a transcript, and the lines that it prints. */
export interface Step {
  readonly command: string;
  readonly printed: string;
}

/** The steps of a transcript: each line that begins with "$ " is a command, what follows is what it prints. */
export function stepsOf(transcript: string): Step[] {
  return transcript
    .split(/^\$ /m)
    .slice(1)
    .map((step) => {
      const [command = "", ...printed] = step.trimEnd().split("\n");
      return { command, printed: printed.join("\n") };
    });
}

/**
 * Types the commands of a transcript into one bash, in an empty folder.
 *
 * @returns the same steps with what they print now
 */
export async function replay(steps: readonly Step[]): Promise<Step[]> {
  const folder = await mkdtemp(join(tmpdir(), "hertz-sessions-transcript-"));
  const mark = "----next-step----";
  // curl writes no newline behind an answer; a terminal shows the prompt behind it.
  const script = steps.map(({ command }) => `${command}\nprintf '\\n${mark}\\n'`).join("\n");
  try {
    const { stdout } = await promisify(execFile)("bash", ["-eu", "-c", script], { cwd: folder });
    const printed = stdout.split(`\n${mark}\n`);
    return steps.map(({ command }, index) => ({ command, printed: (printed[index] ?? "").trimEnd() }));
  } finally {
    await rm(folder, { recursive: true });
  }
}
