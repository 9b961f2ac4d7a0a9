import { execFile } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { promisify } from "node:util";

/**
 * The program that listens on a TCP port of this machine, "nginx (pid 12)": from /proc where there is one, else from `lsof`
 * or `ss`. Undefined when none of them tells, as for another user's process.
 */
export async function portOwner(port: number): Promise<string | undefined> {
  return ownerFromProc(port) ?? (await ownerFromLsof(port)) ?? (await ownerFromSs(port));
}

function ownerFromProc(port: number): string | undefined {
  const inodes = ["tcp", "tcp6"].flatMap((table) => listeningInodes(readText(`/proc/net/${table}`), port));
  if (inodes.length === 0) return undefined;
  const sockets = new Set(inodes.map((inode) => `socket:[${inode}]`));
  const owners = listNames("/proc").filter((pid) => /^\d+$/.test(pid) && holdsOneOf(pid, sockets));
  // The process that opened the socket, and not the workers that it handed it down to.
  const [pid] = owners.sort((a, b) => Number(a) - Number(b));
  return pid && `${readText(`/proc/${pid}/comm`).trim()} (pid ${pid})`;
}

/** The inodes of the sockets that listen on a port, out of the text of /proc/net/tcp or tcp6. */
export function listeningInodes(table: string, port: number): string[] {
  const hexPort = port.toString(16).toUpperCase().padStart(4, "0");
  return table.split("\n").flatMap((line) => {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
    const listens = state === "0A"; // TCP_LISTEN
    return listens && inode !== undefined && local?.endsWith(`:${hexPort}`) ? [inode] : [];
  });
}

function holdsOneOf(pid: string, sockets: ReadonlySet<string>): boolean {
  const folder = `/proc/${pid}/fd`;
  return listNames(folder).some((descriptor) => {
    try {
      return sockets.has(readlinkSync(`${folder}/${descriptor}`));
    } catch {
      return false; // closed between the listing and the look
    }
  });
}

async function ownerFromLsof(port: number): Promise<string | undefined> {
  const output = await outputOf("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"]);
  const [, pid, command] = /^p(\d+)\nc(.*)$/m.exec(output) ?? [];
  return pid && `${command} (pid ${pid})`;
}

async function ownerFromSs(port: number): Promise<string | undefined> {
  const output = await outputOf("ss", ["-Hltnp", `sport = :${port}`]);
  const [, command, pid] = /users:\(\("([^"]+)",pid=(\d+)/.exec(output) ?? [];
  return pid && `${command} (pid ${pid})`;
}

async function outputOf(command: string, args: string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(command, args, { timeout: 5000 });
    return stdout;
  } catch {
    return ""; // not installed, or not allowed
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return ""; // no Linux, or it has ended
  }
}

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // another user's process, or it has ended
  }
}
