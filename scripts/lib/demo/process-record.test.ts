import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { endProcess, isRunning, recordProcess } from "./process-record.ts";
import { listProcesses } from "./process-table.ts";
import type { ProcessRecord } from "./state.ts";

const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** Starts Node.js with a script that prints "ready" and stays. */
async function start(script: string): Promise<{ child: ChildProcess; record: ProcessRecord }> {
  const source = `${script}; setInterval(() => {}, 1000); console.log("ready")`;
  const child = spawn(process.execPath, ["-e", source], {
    detached: true,
    stdio: ["ignore", "pipe", "ignore"],
  });
  children.push(child);
  if (child.stdout === null) throw new Error("no output to wait for");
  await once(child.stdout, "data");
  const record = recordProcess(child.pid ?? 0);
  if (record === undefined) throw new Error("the process has ended already");
  return { child, record };
}

describe("endProcess()", () => {
  it("asks with the signal, and resolves when the process is gone", async () => {
    const { child, record } = await start("");
    await endProcess(record, { signal: "SIGTERM", graceMs: 5000 });
    expect(isRunning(record)).toBe(false);
    await expect.poll(() => child.signalCode).toBe("SIGTERM");
  });

  it("kills a process that ignores the signal", async () => {
    const { child, record } = await start('process.on("SIGTERM", () => {})');
    await endProcess(record, { signal: "SIGTERM", graceMs: 100 });
    expect(isRunning(record)).toBe(false);
    await expect.poll(() => child.signalCode).toBe("SIGKILL");
  });

  it("leaves a process alone that has got the pid of the recorded one", async () => {
    const { record } = await start("");
    await endProcess({ ...record, startTime: "long ago" }, { signal: "SIGKILL", graceMs: 100 });
    expect(isRunning(record)).toBe(true);
  });

  it("ends the children of a process that has died alone", async () => {
    const { child, record } = await start(
      'require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"])',
    );
    child.kill("SIGKILL");
    await once(child, "exit");
    await endProcess(record, { signal: "SIGTERM", graceMs: 5000 });
    expect(listProcesses().filter((entry) => entry.group === record.pid)).toEqual([]);
  });

  it("is content when nothing of it is left", async () => {
    const { child, record } = await start("");
    child.kill("SIGKILL");
    await once(child, "exit");
    await expect(endProcess(record, { signal: "SIGTERM", graceMs: 100 })).resolves.toBeUndefined();
  });
});
