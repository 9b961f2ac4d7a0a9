import { vi } from "vitest";

import type { RedisServer } from "./redis-server.ts";

/** Resolves when the replicas have everything that was written to their primary until now. */
export async function untilReplicated(primary: RedisServer, replicas: readonly RedisServer[]): Promise<void> {
  const written = await offsetOf(primary, "master_repl_offset");
  await vi.waitFor(
    async () => {
      const offsets = await Promise.all(replicas.map((replica) => offsetOf(replica, "slave_repl_offset")));
      if (Math.min(...offsets) < written) throw new Error("a replica lags behind");
    },
    { timeout: 10_000, interval: 20 },
  );
}

async function offsetOf(server: RedisServer, field: string): Promise<number> {
  const client = await server.client();
  const [, offset] = new RegExp(`${field}:(\\d+)`).exec(await client.info("replication")) ?? [];
  client.disconnect();
  return Number(offset);
}
