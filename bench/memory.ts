import type { Bench } from "./measure.ts";
import { readCounters } from "./redis-counters.ts";
import { startSubject } from "./subject-process.ts";
import type { SubjectEntry } from "./subjects.ts";

/** What Redis takes for a session of a subject. */
export interface MemoryRow {
  readonly subject: string;
  readonly sessions: number;
  readonly bytesPerSession: number;
}

/** Lets visitors log in until there are so many sessions, and divides what Redis took for them. */
export async function measureMemory(bench: Bench, entry: SubjectEntry, sessions: number): Promise<MemoryRow> {
  const { client, redis, node, subjectPrefix, generator } = bench;
  await client.flushall();
  const options = { node, prefix: subjectPrefix, redisUrl: redis.url, bytes: 300 };
  const subject = await startSubject(entry, options);
  try {
    const login = {
      port: subject.port,
      method: "POST",
      path: "/login",
      cookies: [],
      connections: 64,
    } as const;
    // What connections, scripts and tables take is no session's.
    await generator.run({ ...login, seconds: 1 });
    const [first, before] = [await client.dbsize(), await readCounters(client)];
    let found = first;
    while (found - first < sessions) {
      await generator.run({ ...login, seconds: 5 });
      found = await client.dbsize();
    }
    const after = await readCounters(client);
    return {
      subject: entry.id,
      sessions: found - first,
      bytesPerSession: (after.memory - before.memory) / (found - first),
    };
  } finally {
    await subject.stop();
  }
}
