import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** A process that runs now. Zombies are not listed: they have ended. */
export interface ProcessEntry {
  readonly pid: number;
  /** The process group, named after the pid of the process that began it. */
  readonly group: number;
  /** When it began, in the words of the operating system: with the pid it names one process for good. */
  readonly startTime: string;
  /** The name of the program, without its folder and arguments. */
  readonly command: string;
}

/** All processes of this machine, from /proc on Linux and from `ps` elsewhere. */
export function listProcesses(): ProcessEntry[] {
  return process.platform === "linux" ? listFromProc() : listFromPs();
}

function listFromProc(): ProcessEntry[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return parseProcStat(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
      } catch {
        return []; // it ended between the listing and the read
      }
    });
}

/** Reads a line of /proc/PID/stat; undefined for a zombie. */
export function parseProcStat(line: string): ProcessEntry | undefined {
  // the name stands in parentheses and may hold spaces and parentheses itself
  const nameEnd = line.lastIndexOf(")");
  const [state, , group, ...rest] = line.slice(nameEnd + 2).split(" ");
  const startTime = rest[16]; // field 22 of proc(5)
  if (startTime === undefined || isZombie(state)) return undefined;
  return {
    pid: Number.parseInt(line, 10),
    group: Number(group),
    startTime,
    command: line.slice(line.indexOf("(") + 1, nameEnd),
  };
}

function listFromPs(): ProcessEntry[] {
  const args = ["-A", "-o", "pid=,pgid=,stat=,lstart=,comm="];
  const output = execFileSync("ps", args, {
    encoding: "utf8",
    env: { PATH: process.env["PATH"], LC_ALL: "C" },
  });
  return output.split("\n").flatMap((line) => parsePsLine(line) ?? []);
}

/** Reads a line of `ps -o pid=,pgid=,stat=,lstart=,comm=`; undefined for a zombie. */
export function parsePsLine(line: string): ProcessEntry | undefined {
  const match = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(\w+\s+\w+\s+\d+\s+[\d:]+\s+\d+)\s+(.+?)\s*$/.exec(line);
  if (match === null) return undefined;
  const [, pid, group, state, startTime = "", path = ""] = match;
  if (isZombie(state)) return undefined;
  return {
    pid: Number(pid),
    group: Number(group),
    startTime,
    command: path.slice(path.lastIndexOf("/") + 1),
  };
}

function isZombie(state: string | undefined): boolean {
  return state === undefined || /^[ZX]/.test(state);
}
