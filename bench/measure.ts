import type { Redis } from "ioredis";
import type { RedisServer } from "../test/support/redis-server.ts";
import { checkPersistence, checkSubject } from "./check-subject.ts";
import type { LoadGenerator } from "./load/load.ts";
import { startNginx } from "./nginx.ts";
import type { Scenario } from "./plan.ts";
import { countCommands, readCounters } from "./redis-counters.ts";
import type { Row } from "./row.ts";
import { startSubject } from "./subject-process.ts";
import type { RunningSubject } from "./subject-process.ts";
import type { SubjectEntry } from "./subjects.ts";
import { ask, logInMany } from "./visitors.ts";
import type { Workload } from "./workloads.ts";

/** What all measurements of a run share. */
export interface Bench {
  readonly redis: RedisServer;
  readonly client: Redis;
  readonly generator: LoadGenerator;
  readonly node: string;
  /** Commands that pin the subject to one core, and the rest to another. */
  readonly subjectPrefix: readonly string[];
  readonly loadPrefix: readonly string[];
  readonly warmSeconds: number;
  readonly seconds: number;
}

/** Measures one subject in one scenario, in processes of its own on an empty Redis. */
export async function measure(
  bench: Bench,
  scenario: Scenario,
  entry: SubjectEntry,
  round: number,
): Promise<Row> {
  await bench.client.flushall();
  const replicas = await startReplicas(bench, scenario, entry);
  const ports = replicas.map(({ port }) => port);
  const nginx = replicas.length > 1 ? await startNginx(ports, bench.loadPrefix) : undefined;
  try {
    const port = nginx?.port ?? ports[0] ?? 0;
    const cookies = await prepare(port, scenario.workload, entry);
    const { workload, bytes, connections } = scenario;
    const redisCommands = await commandsOf(bench, port, workload, cookies[0]);
    const found = await underLoad(bench, scenario, { port, cookies, replicas });
    const lost =
      workload.id === "update" && hasSession(entry)
        ? await lostUpdates(port, cookies, found.changes)
        : undefined;
    return {
      subject: entry.id,
      workload: workload.id,
      bytes,
      connections,
      replicas: replicas.length,
      round,
      redisCommands,
      ...found.figures,
      ...(lost === undefined ? {} : { lost }),
    };
  } finally {
    await nginx?.stop();
    await Promise.all(replicas.map((replica) => replica.stop()));
  }
}

function startReplicas(bench: Bench, scenario: Scenario, entry: SubjectEntry): Promise<RunningSubject[]> {
  const { node, subjectPrefix, redis } = bench;
  // Several replicas on one core would only wait for each other.
  const prefix = scenario.replicas > 1 ? [] : subjectPrefix;
  const options = { node, prefix, redisUrl: redis.url, bytes: scenario.bytes };
  return Promise.all(Array.from({ length: scenario.replicas }, () => startSubject(entry, options)));
}

function hasSession({ id, base }: SubjectEntry): boolean {
  return id !== base;
}

/** Checks the subject, and logs in the visitors that the workload asks for. */
async function prepare(port: number, { visitors }: Workload, entry: SubjectEntry): Promise<string[]> {
  if (!hasSession(entry)) return [];
  await checkSubject(port, entry.id);
  if (!entry.inCookie) await checkPersistence(port, entry.id);
  return logInMany(port, visitors);
}

const countedRequests = 5;

async function commandsOf(
  { client }: Bench,
  port: number,
  { method, path }: Workload,
  cookie: string | undefined,
): Promise<number> {
  const headers: Record<string, string> = cookie === undefined ? {} : { cookie };
  const commands = await countCommands(client, async () => {
    for (let sent = 0; sent < countedRequests; sent += 1) {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers });
      await answer.arrayBuffer();
    }
  });
  return commands / countedRequests;
}

interface Target {
  readonly port: number;
  readonly cookies: readonly string[];
  readonly replicas: readonly RunningSubject[];
}

type Figures = Omit<
  Row,
  "subject" | "workload" | "bytes" | "connections" | "replicas" | "round" | "lost" | "redisCommands"
>;

async function underLoad(
  bench: Bench,
  { workload: { method, path }, connections }: Scenario,
  { port, cookies, replicas }: Target,
): Promise<{ readonly figures: Figures; readonly changes: number }> {
  const load = { port, method, path, cookies, connections };
  const warm = await bench.generator.run({ ...load, seconds: bench.warmSeconds });
  const cpuOf = async (): Promise<number> => {
    const usages = await Promise.all(replicas.map((replica) => replica.usage()));
    return usages.reduce((sum, { cpuMicros }) => sum + cpuMicros, 0);
  };
  const [before, cpuBefore] = [await readCounters(bench.client), await cpuOf()];
  const result = await bench.generator.run({ ...load, seconds: bench.seconds });
  const [cpuAfter, after] = [await cpuOf(), await readCounters(bench.client)];
  const each = (total: number): number => total / result.requests;
  const figures = {
    requestsPerSecond: result.requestsPerSecond,
    p50Ms: result.p50Ms,
    p99Ms: result.p99Ms,
    cpuMicros: each(cpuAfter - cpuBefore),
    redisMicros: each(after.cpuMicros - before.cpuMicros),
    redisBytesIn: each(after.bytesIn - before.bytesIn),
    redisBytesOut: each(after.bytesOut - before.bytesOut),
    failed: result.failed,
  };
  return { figures, changes: warm.requests + result.requests + countedRequests };
}

/** Requests that the generator left unanswered at its end may be counted though it did not see them: never less than none is lost. */
async function lostUpdates(port: number, cookies: readonly string[], changes: number): Promise<number> {
  const answers = await Promise.all(cookies.map((cookie) => ask(port, "/count", cookie)));
  const stored = answers.reduce((sum, { body }) => sum + Number(body["count"]), 0);
  return Math.max(0, changes - stored) / changes;
}
