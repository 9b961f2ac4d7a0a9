import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { ConnectRedisStore } from "hertz-sessions/express-session";
import { connectRedis } from "hertz-sessions/redis";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";

import {
  startConnectRedisReplica,
  startDropInReplica,
  startLibraryReplica,
  startWithClient,
} from "../support/migrating-replica.ts";
import type { MigratingReplica } from "../support/migrating-replica.ts";
import { MigratingVisitor } from "../support/migrating-visitor.ts";
import { startRedisServer } from "../support/redis-server.ts";
import type { RedisServer } from "../support/redis-server.ts";
import { ReplicaPool, SteadyVisitor } from "../support/rolling-deploy.ts";
import type { StartReplica } from "../support/rolling-deploy.ts";

const SECRET = "a secret of the tests, long enough";
const VISITORS = 6;
/** Milliseconds of load between two replicas that are replaced. */
const PAUSE_MS = 250;
/** Milliseconds of load while all replicas are of this library. */
const NEW_ALONE_MS = 1000;

let server: RedisServer;

beforeAll(async () => {
  server = await startRedisServer();
});

afterAll(() => server.stop());

const startOld: StartReplica = () => startConnectRedisReplica(server.url, { secret: SECRET });

/** Starts replicas with this library, each with a client of its own. */
function startNewBy(start: (store: ConnectRedisStore) => Promise<MigratingReplica>): StartReplica {
  return () =>
    startWithClient(connectRedis({ url: server.url }), (client) =>
      start(new ConnectRedisStore({ client, secrets: [SECRET] })),
    );
}

const startNew = startNewBy((store) => startLibraryReplica("connect.sid", store));

describe.each([
  ["sessions()", startNew],
  ["the drop-in", startNewBy(startDropInReplica)],
])("a rolling deploy under load, from express-session and connect-redis to %s and back", (_name, start) => {
  it("logs nobody out and loses no key, with requests of one session at once while all replicas are new", async () => {
    const pool = await ReplicaPool.start([startOld, startOld, startOld]);
    onTestFinished(() => pool.close());
    const visitors = Array.from({ length: VISITORS }, (_, index) => new SteadyVisitor(pool, `user-${index}`));
    const stopping = new AbortController();
    const reports = Promise.all(visitors.map((visitor) => visitor.run(stopping.signal)));
    const pause = (): Promise<void> => wait(PAUSE_MS);

    await pause();
    await pool.replaceAll(start, pause);
    for (const visitor of visitors) visitor.atOnce = 5;
    await wait(NEW_ALONE_MS);
    for (const visitor of visitors) visitor.atOnce = 1;
    await Promise.all(visitors.map((visitor) => visitor.isAlone())); // before the first old replica is there
    await pool.replaceAll(startOld, pause);
    await pause();

    stopping.abort();
    const results = await reports;
    expect(results.flatMap(({ faults }) => faults)).toEqual([]);
    for (const { requests } of results) expect(requests).toBeGreaterThan(8);
  });
});

describe("requests of one session at once, one of them at a replica with express-session", () => {
  it("lose what was saved while the old replica held the session, since it writes the whole row", async () => {
    const [old, current] = [await startOld(), await startNew()];
    const gate = createServer();
    gate.listen(0, "127.0.0.1");
    await once(gate, "listening");
    onTestFinished(async () => {
      await Promise.all([old.close(), current.close()]);
      gate.close();
    });
    const visitor = new MigratingVisitor();
    await visitor.login(old, "ada");
    const asked = once(gate, "request");
    const slow = visitor.copy().set(old, "slow", `http://127.0.0.1:${(gate.address() as AddressInfo).port}`);
    const [, response] = (await asked) as [unknown, { end(): void }];
    await visitor.set(current, "quick");
    expect(await visitor.values(current)).toEqual({ user: "ada", quick: "here" });
    response.end();
    await slow;
    expect(await visitor.values(current)).toEqual({ user: "ada", slow: "here" });
  });
});
