import { describe, expect, it } from "vitest";
import { listProcesses, parseProcStat, parsePsLine } from "./process-table.ts";

describe("listProcesses()", () => {
  it("lists this process, the same each time", () => {
    const find = () => listProcesses().find((entry) => entry.pid === process.pid);
    expect(find()).toMatchObject({ pid: process.pid });
    expect(find()).toEqual(find());
  });
});

describe("parseProcStat()", () => {
  const rest = "1 4242 4242 0 -1 4194560 100 0 0 0 1 2 0 0 20 0 1 0 250764 0 0";

  it("reads pid, group, start time and command", () => {
    expect(parseProcStat(`4242 (redis-server) S ${rest}`)).toEqual({
      pid: 4242,
      group: 4242,
      startTime: "250764",
      command: "redis-server",
    });
  });

  it("reads a command with spaces and parentheses", () => {
    expect(parseProcStat(`4242 (a) (b c) S ${rest}`)).toMatchObject({
      command: "a) (b c",
      startTime: "250764",
    });
  });

  it("leaves out a zombie", () => {
    expect(parseProcStat(`4242 (nginx) Z ${rest}`)).toBeUndefined();
  });
});

describe("parsePsLine()", () => {
  it("reads pid, group, start time and the name of the program", () => {
    const line = "  812   811 Ss   Mon Nov  9 09:05:44 2026     /opt/homebrew/bin/nginx";
    expect(parsePsLine(line)).toEqual({
      pid: 812,
      group: 811,
      startTime: "Mon Nov  9 09:05:44 2026",
      command: "nginx",
    });
  });

  it.each([
    ["a zombie", "812 811 Z Mon Nov 9 09:05:44 2026 (nginx)"],
    ["an empty line", ""],
  ])("leaves out %s", (_, line) => {
    expect(parsePsLine(line)).toBeUndefined();
  });
});
