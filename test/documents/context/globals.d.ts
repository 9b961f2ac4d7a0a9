// What the fragments of the documents take as given: the names that an application has already. A block that declares one of
// them itself has its own.
import type { Express, Request } from "express";
import type { Histogram } from "prom-client";
import type * as Hertz from "hertz-sessions";
import type * as Drop from "hertz-sessions/express-session";
import type * as Memory from "hertz-sessions/memory";
import type * as Redis from "hertz-sessions/redis";
import type * as Testing from "hertz-sessions/testing";
import type * as Zod from "zod";

declare global {
  const app: Express;
  const req: Request;
  const client: Redis.RedisStoreOptions["client"];
  const secret: string;
  const secrets: readonly string[];
  const url: string;
  const password: string;
  const hashKey: Buffer;
  const blockKey: Buffer;
  const store: Redis.RedisStore;
  const saveSeconds: Histogram<"store" | "outcome">;
  function findUserId(email: string): Promise<string>;
  function checkPassword(userId: string, password: string): Promise<void>;

  const { getSession, sessions }: typeof Hertz;
  const { ConnectRedisStore }: typeof Drop;
  const session: typeof Drop.default;
  const { RedisStore, connectRedis }: typeof Redis;
  const { injectFaults }: typeof Testing;
  const MyStore: typeof Memory.MemoryStore;
  const z: typeof Zod.z;
  // eslint-disable-next-line @typescript-eslint/no-namespace -- z.infer is a type
  namespace z {
    type infer<Schema> = Zod.infer<Schema>;
  }
}
