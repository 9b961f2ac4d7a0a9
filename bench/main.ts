import { startRedisServer } from "../test/support/redis-server.ts";
import { chooseGenerator } from "./load/choose-generator.ts";
import { describeMachine } from "./machine.ts";
import { measure } from "./measure.ts";
import type { Bench } from "./measure.ts";
import { measureMemory } from "./memory.ts";
import { readOptions, usage } from "./options.ts";
import type { BenchOptions } from "./options.ts";
import { writePerformance } from "./performance-page.ts";
import { planScenarios } from "./plan.ts";
import { onCore, versionOf } from "./programs.ts";
import { chartOf, reportOf } from "./report.ts";
import type { Results } from "./report.ts";
import type { Row } from "./row.ts";
import { measureScale } from "./scale/measure-scale.ts";
import { subjectOf } from "./subjects.ts";

const options = readOptions(process.argv.slice(2));
if (options) await run(options);
else console.log(usage);

async function run(chosen: BenchOptions): Promise<void> {
  const redis = await startRedisServer();
  try {
    const loadPrefix = onCore(0);
    const bench: Bench = {
      redis,
      client: await redis.client(),
      generator: chooseGenerator(loadPrefix),
      node: chosen.node,
      subjectPrefix: onCore(1),
      loadPrefix,
      warmSeconds: chosen.warm,
      seconds: chosen.seconds,
    };
    pin(redis.pid);
    const machine = describeMachine(bench.node, bench.generator.name);
    const rows = await measureAll(bench, chosen);
    const memory = [];
    for (const sessions of chosen.memory) {
      for (const id of ["hertz-node-redis", "express-session"]) {
        memory.push(await measureMemory(bench, subjectOf(id), sessions));
        say(`memory ${id} with ${sessions} sessions`);
      }
    }
    const scale = chosen.scale.length > 0 ? await measureScale(bench, chosen.scale) : [];
    const { rounds, seconds } = chosen;
    await report({ machine, rounds, seconds, rows, memory, scale }, chosen.write);
  } finally {
    await redis.stop();
  }
}

function pin(pid: number): void {
  if (onCore(0).length > 0) versionOf("taskset", "-apc", "0", String(pid));
}

async function measureAll(bench: Bench, chosen: BenchOptions): Promise<Row[]> {
  const scenarios = planScenarios({ ...chosen, node: nodeVersion(chosen.node) });
  const total = scenarios.reduce((sum, { subjects }) => sum + subjects.length, 0) * chosen.rounds;
  const rows: Row[] = [];
  for (let round = 0; round < chosen.rounds; round += 1) {
    for (const scenario of scenarios) {
      // Each round in the other direction: what warms up or wears off is then nobody's advantage.
      const order = round % 2 === 0 ? scenario.subjects : [...scenario.subjects].reverse();
      for (const subject of order) {
        const row = await measure(bench, scenario, subject, round);
        rows.push(row);
        const figures = `${Math.round(row.requestsPerSecond)} req/s, ${row.cpuMicros.toFixed(1)} µs CPU`;
        say(
          `${rows.length}/${total} round ${round + 1} ${row.workload} ${row.bytes} ${row.subject}: ${figures}`,
        );
      }
    }
  }
  return rows;
}

function nodeVersion(node: string): readonly [number, number] {
  const [major = 0, minor = 0] = versionOf(node, "--version").slice(1).split(".").map(Number);
  return [major, minor];
}

async function report(results: Results, name: string | undefined): Promise<void> {
  const text = reportOf(results);
  console.log(text);
  if (name === undefined) return;
  await writePerformance(name, `${text}\n\n![Requests per second](performance/${name}.svg)`, {
    [`${name}.json`]: `${JSON.stringify(results)}\n`,
    [`${name}.svg`]: chartOf(results),
  });
}

function say(line: string): void {
  console.error(line);
}
