import { RedisStore } from "hertz-sessions/redis";
import type { Bench } from "../measure.ts";
import { readCounters } from "../redis-counters.ts";
import { newSessions } from "./new-session.ts";
import type { ScaleRow } from "./scale-row.ts";

const saves = 200;

/** What one save costs that changes every key of a session. */
export async function measureManyChanges(
  { redis, client }: Bench,
  sizes: readonly number[],
): Promise<ScaleRow[]> {
  const store = new RedisStore({
    client: await redis.client(),
    secrets: ["a secret of the benchmark, long enough"],
  });
  const rows: ScaleRow[] = [];
  for (const size of sizes) {
    const session = await newSessions(store)();
    const change = async (round: number): Promise<void> => {
      for (let key = 0; key < size; key += 1) session.set(`key ${key}`, `round ${round}`);
      await session.save();
    };
    await change(-1);
    const [before, cpu] = [await readCounters(client), process.cpuUsage()];
    for (let round = 0; round < saves; round += 1) await change(round);
    const [{ user, system }, after] = [process.cpuUsage(cpu), await readCounters(client)];
    rows.push({
      what: "save() of all keys",
      of: "keys of the session",
      size,
      redisMicros: (after.cpuMicros - before.cpuMicros) / saves,
      cpuMicros: (user + system) / saves,
    });
  }
  return rows;
}
