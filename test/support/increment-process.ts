// A process of its own that increments one key of one session: run by fork(), told what to do by its arguments, started by a message.
import { once } from "node:events";

import { RedisStore } from "hertz-sessions/redis";

import type { IncrementOrder } from "./increment-in-processes.ts";
import { storeClients } from "./store-clients.ts";

const order = JSON.parse(process.argv[2] ?? "") as IncrementOrder;
const connection = await ("url" in order.redis
  ? storeClients[order.library].server(order.redis.url)
  : storeClients[order.library].cluster(order.redis.cluster));
const store = new RedisStore({ ...order.store, client: connection.client });

const started = once(process, "message");
process.send?.("ready");
await started;
const results = await Promise.all(Array.from({ length: order.times }, increment));
process.send?.(results);
connection.close();
process.disconnect();

async function increment(): Promise<number> {
  const session = await store.open<{ count: number }>(order.id);
  if (!session) throw new Error("The session is not there");
  return (await session.update("count", (count = 0) => count + 1)) ?? 0;
}
