import { setTimeout as sleep } from "node:timers/promises";

import { Redis } from "ioredis";

import { startRedisSentinel } from "../../support/redis-sentinel.ts";
import type { RedisSentinelGroup } from "../../support/redis-sentinel.ts";
import type { Fault, Scene } from "../fault.ts";
import { UNREPLICATED, goOn, hang } from "../steps.ts";
import type { SubjectOrder } from "../subjects/order.ts";

/** A failover takes the sentinels a second to see, and some to agree on. */
const SECONDS = 8;

/** The primary of a group that sentinels watch over fails. */
export const sentinelFailures: readonly Fault[] = [
  {
    name: "Sentinel: the primary is killed",
    seconds: SECONDS,
    promised: { writesLost: UNREPLICATED },
    set: () => scene({}, (group) => group.primary.kill()),
  },
  {
    name: "Sentinel: the primary is killed, writes wait for a replica",
    seconds: SECONDS,
    onlyOurs: "express-session cannot wait for replicas",
    set: () => scene({ wait: 1 }, (group) => group.primary.kill()),
  },
  {
    name: "Sentinel: the primary hangs",
    seconds: SECONDS,
    promised: { writesLost: UNREPLICATED },
    set: () =>
      scene(
        {},
        ({ primary }) => hang(primary),
        ({ primary }) => goOn(primary),
      ),
  },
  {
    name: "Sentinel: the primary hangs, writes wait for a replica",
    seconds: SECONDS,
    onlyOurs: "express-session cannot wait for replicas",
    set: () =>
      scene(
        { wait: 1 },
        ({ primary }) => hang(primary),
        ({ primary }) => goOn(primary),
      ),
  },
  {
    name: "Sentinel: the primary is cut off from all but the application",
    seconds: SECONDS,
    // Two servers take writes at once, and those of the old one are thrown away: the next line is the cure.
    promised: { sessionsLost: Infinity, writesLost: Infinity },
    set: () => scene({}, cutOff, rejoin),
  },
  {
    name: "Sentinel: the primary is cut off, min-replicas-to-write 1",
    seconds: SECONDS,
    set: () => scene({ minReplicas: 1 }, cutOff, rejoin),
  },
];

interface SceneOptions {
  readonly wait?: number;
  readonly minReplicas?: number;
}

type Step = (group: RedisSentinelGroup) => Promise<unknown> | undefined;

async function scene(
  { wait, minReplicas = 0 }: SceneOptions,
  begin: Step,
  end: Step = () => undefined,
): Promise<Scene> {
  const group = await startRedisSentinel({ guarded: true });
  const order: SubjectOrder = { redis: { sentinels: group.sentinels, name: group.name }, wait };
  if (minReplicas > 0) {
    const client = await group.primary.client();
    await client.config("SET", "min-replicas-to-write", String(minReplicas));
    await client.config("SET", "min-replicas-max-lag", "1");
  }
  return {
    order,
    begin: () => begin(group),
    end: async () => {
      await end(group);
      await untilPrimaryAnswers(group);
    },
    close: () => group.stop(),
  };
}

/** Sentinels and replicas are locked out of the primary. The application is not: it asks for nothing that is refused. */
async function cutOff(group: RedisSentinelGroup): Promise<void> {
  const client = await group.primary.client();
  await client.acl("SETUSER", "guard", "off");
  await client.acl("SETUSER", "default", "-ping", "-psync");
  await client.client("KILL", "USER", "guard");
}

async function rejoin(group: RedisSentinelGroup): Promise<void> {
  const client = await group.primary.client();
  await client.acl("SETUSER", "guard", "on");
  await client.acl("SETUSER", "default", "+@all");
  await untilReplica(client);
}

/** The sentinels make it a replica of the server that they have promoted meanwhile. */
async function untilReplica(client: Redis): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if ((await client.info("replication")).includes("role:slave")) return;
    await sleep(100);
  }
  throw new Error("The old primary did not become a replica: nothing was promoted");
}

async function untilPrimaryAnswers(group: RedisSentinelGroup): Promise<void> {
  const client = new Redis({ host: "127.0.0.1", port: await group.primaryPort() });
  client.on("error", () => undefined);
  await client.ping();
  client.disconnect();
}
