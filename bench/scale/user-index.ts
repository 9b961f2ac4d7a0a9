import { RedisStore } from "hertz-sessions/redis";
import type { Bench } from "../measure.ts";
import { readCounters } from "../redis-counters.ts";
import { newSessions } from "./new-session.ts";
import type { ScaleRow } from "./scale-row.ts";

const users = Array.from({ length: 20 }, (_, index) => String(index));

/** What it costs to bind a session to a user who has so many already; one such login of each of some users. */
export async function measureUserIndex(
  { redis, client }: Bench,
  sizes: readonly number[],
): Promise<ScaleRow[]> {
  const store = new RedisStore({
    client: await redis.client(),
    secrets: ["a secret of the benchmark, long enough"],
  });
  const newSession = newSessions(store);
  const logIn = async (): Promise<void> => {
    for (const user of users) await (await newSession()).bind(user);
  };
  const rows: ScaleRow[] = [];
  for (const size of sizes) {
    await client.flushall();
    for (let held = 0; held < size; held += 1) await logIn();
    const [before, cpu] = [await readCounters(client), process.cpuUsage()];
    await logIn();
    const [{ user, system }, after] = [process.cpuUsage(cpu), await readCounters(client)];
    rows.push({
      what: "login with bind()",
      of: "sessions that the user has",
      size,
      redisMicros: (after.cpuMicros - before.cpuMicros) / users.length,
      cpuMicros: (user + system) / users.length,
    });
  }
  return rows;
}
