import { CommandError } from "../command-error.ts";
import { poll } from "../poll.ts";
import { listProcesses, type ProcessEntry } from "./process-table.ts";
import type { ProcessRecord } from "./state.ts";

/** What to remember of a process that was just started; undefined when it has ended already. */
export function recordProcess(pid: number): ProcessRecord | undefined {
  const entry = listProcesses().find((process) => process.pid === pid);
  return entry && { pid, startTime: entry.startTime, command: entry.command };
}

/** Whether the very process that was recorded still runs, and not another one that got its pid. */
export function isRunning(record: ProcessRecord): boolean {
  return listProcesses().some((entry) => isRecorded(entry, record));
}

function isRecorded(entry: ProcessEntry, record: ProcessRecord): boolean {
  return entry.pid === record.pid && entry.startTime === record.startTime;
}

/**
 * What is left of a recorded process: itself and its group, which holds nginx's workers. When it has died alone, its
 * children still run in the group; they have the same program name, and its pid belongs to nobody.
 */
function remainsOf(record: ProcessRecord): ProcessEntry[] {
  const table = listProcesses();
  const leader = table.find((entry) => entry.pid === record.pid);
  if (leader && !isRecorded(leader, record)) return [];
  const group = table.filter((entry) => entry.group === record.pid);
  return leader ? group : group.filter((entry) => entry.command === record.command);
}

/** How a kind of process is asked to end, and how long it may take over it. */
export interface Farewell {
  readonly signal: NodeJS.Signals;
  readonly graceMs: number;
}

/**
 * Ends a recorded process and its group and resolves when nothing of it runs. It is asked first, and killed when it
 * has not ended in time. A process that took over the pid since is left alone.
 */
export async function endProcess(record: ProcessRecord, farewell: Farewell): Promise<void> {
  const isGone = (): boolean => remainsOf(record).length === 0;
  const remains = remainsOf(record);
  const leader = remains.filter((entry) => entry.pid === record.pid);
  // it tells its children itself
  for (const entry of leader.length > 0 ? leader : remains) send(entry.pid, farewell.signal);
  if (await poll(isGone, farewell.graceMs)) return;
  for (const entry of remainsOf(record)) send(entry.pid, "SIGKILL");
  if (!(await poll(isGone, 5000))) {
    throw new CommandError(`${record.command} (pid ${record.pid}) does not end, not even when it is killed`);
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // it has ended by itself, which is what is wanted
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
