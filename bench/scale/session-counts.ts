import type { Bench } from "../measure.ts";
import { readCounters } from "../redis-counters.ts";
import { startSubject } from "../subject-process.ts";
import { subjectOf } from "../subjects.ts";
import { logInMany } from "../visitors.ts";
import type { ScaleRow } from "./scale-row.ts";

/** What an authenticated read costs beside so many other sessions. */
export async function measureSessionCounts(bench: Bench, sizes: readonly number[]): Promise<ScaleRow[]> {
  const { client, redis, node, subjectPrefix, generator } = bench;
  await client.flushall();
  const options = { node, prefix: subjectPrefix, redisUrl: redis.url, bytes: 300 };
  const subject = await startSubject(subjectOf("hertz-node-redis"), options);
  const rows: ScaleRow[] = [];
  try {
    const load = { port: subject.port, connections: 64 };
    const read = { ...load, method: "GET", path: "/read" } as const;
    for (const size of sizes) {
      while ((await client.dbsize()) < size) {
        await generator.run({ ...load, method: "POST", path: "/login", cookies: [], seconds: 1 });
      }
      const cookies = await logInMany(subject.port, 512);
      await generator.run({ ...read, cookies, seconds: bench.warmSeconds });
      const [before, first] = [await readCounters(client), await subject.usage()];
      const { requests } = await generator.run({ ...read, cookies, seconds: bench.seconds });
      const [last, after] = [await subject.usage(), await readCounters(client)];
      rows.push({
        what: "authenticated read on Express",
        of: "sessions in Redis",
        size: await client.dbsize(),
        redisMicros: (after.cpuMicros - before.cpuMicros) / requests,
        cpuMicros: (last.cpuMicros - first.cpuMicros) / requests,
      });
    }
    return rows;
  } finally {
    await subject.stop();
  }
}
