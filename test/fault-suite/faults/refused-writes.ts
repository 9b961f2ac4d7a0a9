import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Fault } from "../fault.ts";
import { singleServer } from "../scenes.ts";
import type { SingleServerScene } from "../scenes.ts";

const SECONDS = 3;

/** Redis answers, and refuses to write: reads go on, and no write is acknowledged. */
export const refusedWrites: readonly Fault[] = [
  refusal("Redis is out of memory (OOM)", {
    begin: (redis) => redis.config("SET", "maxmemory", "1"),
    end: (redis) => redis.config("SET", "maxmemory", "0"),
    isShort: true,
  }),
  refusal("Redis is a replica (READONLY)", {
    begin: (redis) => redis.replicaof("127.0.0.1", 1),
    end: (redis) => redis.replicaof("NO", "ONE"),
  }),
  refusal("Redis lacks replicas (NOREPLICAS)", {
    begin: (redis) => redis.config("SET", "min-replicas-to-write", "1"),
    end: (redis) => redis.config("SET", "min-replicas-to-write", "0"),
  }),
  refusal("Redis's user may not write (NOPERM)", {
    begin: (redis) => redis.acl("SETUSER", "default", "-@write"),
    end: (redis) => redis.acl("SETUSER", "default", "+@all"),
  }),
  { name: "Redis cannot save to disk (MISCONF)", seconds: SECONDS, set: failingDisk },
];

function refusal(
  name: string,
  { isShort = false, ...scene }: SingleServerScene & { isShort?: boolean },
): Fault {
  return { name, seconds: SECONDS, isShort, set: () => singleServer(scene) };
}

/** A folder with something in it, where the file of a snapshot should be: it cannot be written, by no user. */
async function failingDisk(): ReturnType<typeof singleServer> {
  const directory = await mkdtemp(join(tmpdir(), "hertz-sessions-disk-"));
  const scene = await singleServer({
    args: ["--dir", directory, "--save", "3600", "1000000", "--stop-writes-on-bgsave-error", "no"],
    begin: async (redis) => {
      await mkdir(join(directory, "dump.rdb", "full"), { recursive: true });
      await redis.bgsave();
      await redis.config("SET", "stop-writes-on-bgsave-error", "yes");
    },
    end: (redis) => redis.config("SET", "stop-writes-on-bgsave-error", "no"),
  });
  return {
    ...scene,
    close: async () => {
      await scene.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
