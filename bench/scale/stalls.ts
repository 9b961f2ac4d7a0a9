import type { Bench } from "../measure.ts";
import { startSubject } from "../subject-process.ts";
import { subjectOf } from "../subjects.ts";
import { logInMany } from "../visitors.ts";
import type { ScaleRow } from "./scale-row.ts";

/** The longest stall of the event loop while one request after the other reads, changes and saves a session of this size. */
export async function measureStalls(bench: Bench, sizes: readonly number[]): Promise<ScaleRow[]> {
  const rows: ScaleRow[] = [];
  for (const bytes of sizes) {
    const { redis, node, subjectPrefix, generator, seconds, warmSeconds } = bench;
    const options = { node, prefix: subjectPrefix, redisUrl: redis.url, bytes, stalls: true };
    const subject = await startSubject(subjectOf("hertz-node-redis"), options);
    try {
      const cookies = await logInMany(subject.port, 16);
      const load = { port: subject.port, method: "GET", path: "/modify", cookies, connections: 1 } as const;
      await generator.run({ ...load, seconds: warmSeconds });
      const first = await subject.usage();
      const { requests } = await generator.run({ ...load, seconds });
      const last = await subject.usage();
      const cpuMicros = (last.cpuMicros - first.cpuMicros) / requests;
      rows.push({
        what: "read-modify-write on Express, one at a time",
        of: "bytes of the session",
        size: bytes,
        redisMicros: Number.NaN,
        cpuMicros,
        stallMs: last.stallMs,
      });
    } finally {
      await subject.stop();
    }
  }
  return rows;
}
