import { barChart } from "./chart.ts";
import type { Machine } from "./machine.ts";
import type { MemoryRow } from "./memory.ts";
import type { Row } from "./row.ts";
import { carryTable } from "./scale/carry.ts";
import { scaleTable } from "./scale/measure-scale.ts";
import type { ScaleRow } from "./scale/scale-row.ts";
import { summarize } from "./summary.ts";
import type { Comparison, Line } from "./summary.ts";
import { decimals, markdownTable, tableOf } from "./table.ts";
import { subjectOf } from "./subjects.ts";
import { workloadOf } from "./workloads.ts";

/** All that a run found. */
export interface Results {
  readonly machine: Machine;
  readonly rounds: number;
  readonly seconds: number;
  readonly rows: readonly Row[];
  readonly memory: readonly MemoryRow[];
  readonly scale: readonly ScaleRow[];
}

const inRedis: Comparison = { peer: "express-session", limit: "raw-ioredis" };

/** The results as Markdown: a table for each scenario. */
export function reportOf(results: Results): string {
  const sections = scenariosOf(results.rows).map((rows) => {
    const comparison = comparisonOf(rows);
    const table = tableOf(summarize(rows, comparison), comparison.peer, comparison.limit);
    return `${titleOf(rows)}\n\n${table}`;
  });
  return [conditionsOf(results), ...sections, ...memoryOf(results.memory), ...scaleOf(results)].join("\n\n");
}

/** The results as a chart: requests per second of every subject, for each workload at the first size and load. */
export function chartOf({ rows }: Results): string {
  const groups = new Map<string, Line[]>();
  for (const scenario of scenariosOf(rows)) {
    const [first] = scenario;
    if (first && !groups.has(first.workload)) {
      groups.set(first.workload, summarize(scenario, comparisonOf(scenario)));
    }
  }
  return barChart(
    [...groups].map(([workload, lines]) => ({
      title: workloadOf(workload).about,
      bars: lines.map(({ subject, about, requestsPerSecond }) => ({
        label: about,
        value: requestsPerSecond,
        isOurs: subject.startsWith("hertz"),
      })),
    })),
    "requests per second",
  );
}

function scenariosOf(rows: readonly Row[]): Row[][] {
  const scenarios = new Map<string, Row[]>();
  for (const row of rows) {
    const key = [row.workload, row.bytes, row.connections, row.replicas].join(" ");
    scenarios.set(key, [...(scenarios.get(key) ?? []), row]);
  }
  return [...scenarios.values()];
}

/** Sessions in a cookie are compared with the newest iron-session that was measured. */
function comparisonOf(rows: readonly Row[]): Comparison {
  if (rows[0]?.workload !== "cookie") return inRedis;
  const peer = rows.some((row) => row.subject === "iron-session-9") ? "iron-session-9" : "iron-session-8";
  return { peer, limit: "cookie-session" };
}

function titleOf([first]: readonly Row[]): string {
  if (!first) return "";
  const replicas = first.replicas > 1 ? `, ${first.replicas} replicas behind nginx` : "";
  const { about } = workloadOf(first.workload);
  return `### ${about}: ${first.bytes} bytes, ${first.connections} connections${replicas}`;
}

function conditionsOf({ machine, rounds, seconds }: Results): string {
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  return [
    `Node.js ${machine.node}, Redis ${machine.redis}, ${machine.cores} cores (${machine.cpu}), ${machine.date}. `,
    `Medians of ${rounds} rounds of ${seconds} s; load by ${machine.generator}; load average when it began: ${machine.load}.`,
    `\n\nVersions: ${versions.join(", ")}.`,
  ].join("");
}

function memoryOf(rows: readonly MemoryRow[]): string[] {
  if (rows.length === 0) return [];
  const body = rows.map(({ subject, sessions, bytesPerSession }) => [
    subjectOf(subject).about,
    sessions.toLocaleString("en"),
    decimals(bytesPerSession, 0),
  ]);
  return [`### Redis memory\n\n${markdownTable([["subject", "sessions", "bytes a session"], ...body])}`];
}

/** What must not grow; and carried on, when one run measured a read and the memory of a session. */
function scaleOf({ rows, memory, scale }: Results): string[] {
  if (scale.length === 0) return [];
  const table = `### What must not grow\n\n${scaleTable(scale)}`;
  const subject = "hertz-node-redis";
  const [reads = []] = scenariosOf(rows.filter((row) => row.workload === "read"));
  const read = summarize(reads, inRedis).find((line) => line.subject === subject);
  const stored = memory.find((row) => row.subject === subject);
  if (!read || !stored) return [table];
  const constants = {
    bytesPerSession: stored.bytesPerSession,
    redisMicros: read.redisMicros,
    networkBytes: read.redisBytesIn + read.redisBytesOut,
    cpuMicros: read.cpuMicros,
  };
  const title = "### Carried to a Redis Cluster: reads over node-redis, shards of 16 GiB and cores half used";
  return [table, `${title}\n\n${carryTable(constants)}`];
}
