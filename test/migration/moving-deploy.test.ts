import { setTimeout as wait } from "node:timers/promises";
import { connectRedis } from "hertz-sessions/redis";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";

import {
  startConnectRedisReplica,
  startDropInReplica,
  startLibraryReplica,
  startWithClient,
} from "../support/migrating-replica.ts";
import type { MigratingReplica } from "../support/migrating-replica.ts";
import { createMovingStores, SECRET } from "../support/moving-stores.ts";
import type { MovingStores } from "../support/moving-stores.ts";
import { startRedisCluster } from "../support/redis-cluster.ts";
import type { RedisCluster } from "../support/redis-cluster.ts";
import { startRedisServer } from "../support/redis-server.ts";
import type { RedisServer } from "../support/redis-server.ts";
import { ReplicaPool, SteadyVisitor } from "../support/rolling-deploy.ts";
import type { LoadReport, StartReplica } from "../support/rolling-deploy.ts";

const VISITORS = 6;
/** Milliseconds of load between two replicas that are replaced. */
const PAUSE_MS = 150;

let server: RedisServer;
let cluster: RedisCluster;

beforeAll(async () => {
  server = await startRedisServer();
  cluster = await startRedisCluster();
});

afterAll(async () => {
  await server.stop();
  await cluster.stop();
});

type Store = MovingStores[keyof MovingStores];
type Deploy = (stores: MovingStores) => Store;

/** How an application has its sessions on a store. */
const doors: readonly (readonly [name: string, start: (store: Store) => Promise<MigratingReplica>])[] = [
  ["sessions()", (store) => startLibraryReplica("connect.sid", store)],
  ["the drop-in", startDropInReplica],
];

/** Deploys one kind of replica after another under load. @param atOnce - requests of each session at once during each deploy */
async function deployInTurn(
  kinds: readonly { readonly start: StartReplica; readonly atOnce: number }[],
): Promise<LoadReport[]> {
  const [first, ...others] = kinds;
  if (!first) throw new RangeError("A deploy replaces something");
  const pool = await ReplicaPool.start([first.start, first.start, first.start]);
  onTestFinished(() => pool.close());
  const visitors = Array.from({ length: VISITORS }, (_, index) => new SteadyVisitor(pool, `user-${index}`));
  const stopping = new AbortController();
  const reports = Promise.all(visitors.map((visitor) => visitor.run(stopping.signal)));
  const pause = (): Promise<void> => wait(PAUSE_MS);
  await pause();
  for (const { start, atOnce } of others) {
    await pool.replaceAll(start, pause);
    for (const visitor of visitors) visitor.atOnce = atOnce;
    await pause();
  }
  stopping.abort();
  return reports;
}

function expectNoFault(reports: readonly LoadReport[]): void {
  expect(reports.flatMap(({ faults }) => faults)).toEqual([]);
  for (const { requests } of reports) expect(requests).toBeGreaterThan(8);
}

describe.each(doors)(
  "with %s, a rolling deploy to the library's own layout, under load",
  (_name, startReplica) => {
    /** Starts replicas of one of the deploys, each with a client of its own. */
    function starterOf(connect: () => ReturnType<typeof connectRedis>, deploy: Deploy): StartReplica {
      return () => startWithClient(connect(), (client) => startReplica(deploy(createMovingStores(client))));
    }
    const overServer = (deploy: Deploy) => starterOf(() => connectRedis({ url: server.url }), deploy);
    const overCluster = (deploy: Deploy) =>
      starterOf(() => connectRedis({ cluster: [...cluster.addresses] }), deploy);

    it("from express-session and connect-redis logs nobody out and loses no key, by way of replicas that read both layouts", async () => {
      const startOld: StartReplica = () => startConnectRedisReplica(server.url, { secret: SECRET });
      const reports = await deployInTurn([
        { start: startOld, atOnce: 1 },
        { start: overServer(({ ready }) => ready), atOnce: 4 },
        { start: overServer(({ moving }) => moving), atOnce: 4 },
        { start: overServer(({ after }) => after), atOnce: 4 },
      ]);
      expectNoFault(reports);
    });

    it("can be rolled back at each step: sessions that have moved are found where they are", async () => {
      const reports = await deployInTurn([
        { start: overServer(({ before }) => before), atOnce: 4 },
        { start: overServer(({ ready }) => ready), atOnce: 4 },
        { start: overServer(({ before }) => before), atOnce: 4 },
        { start: overServer(({ ready }) => ready), atOnce: 4 },
        { start: overServer(({ moving }) => moving), atOnce: 4 },
        { start: overServer(({ ready }) => ready), atOnce: 4 },
        { start: overServer(({ moving }) => moving), atOnce: 4 },
        { start: overServer(({ after }) => after), atOnce: 4 },
        { start: overServer(({ moving }) => moving), atOnce: 4 },
      ]);
      expectNoFault(reports);
    });

    it("does so on Redis Cluster, where a session keeps its slot", async () => {
      const reports = await deployInTurn([
        { start: overCluster(({ before }) => before), atOnce: 4 },
        { start: overCluster(({ ready }) => ready), atOnce: 4 },
        { start: overCluster(({ moving }) => moving), atOnce: 4 },
        { start: overCluster(({ after }) => after), atOnce: 4 },
      ]);
      expectNoFault(reports);
    });
  },
);
