import { Redis } from "ioredis";

import { poll } from "../../scripts/lib/poll.ts";
import type { Account, Site } from "./site.ts";

/** Lets Redis expire the user's sessions now, as it does at the end of their idle timeout; resolves when they are gone. */
export async function expireSessionsOf({ demo }: Site, { username }: Account): Promise<void> {
  const redis = new Redis(demo.state().redis?.url ?? "");
  try {
    const keys = await redis.keys("session:*");
    const strings: (string | null)[] = [];
    for (const key of keys) strings.push((await redis.type(key)) === "string" ? await redis.get(key) : null);
    const rows = keys.filter((_key, index) => strings[index]?.includes(JSON.stringify(username)));
    if (rows.length === 0) throw new Error(`${username} has no session`);
    for (const row of rows) await redis.pexpire(row, 1);
    if (!(await poll(async () => (await redis.exists(...rows)) === 0, 5000))) {
      throw new Error("Redis does not expire the sessions");
    }
  } finally {
    redis.disconnect();
  }
}
