import { vi } from "vitest";

import { startRedisServer, type RedisServer } from "./redis-server.ts";

export interface RedisClusterOptions {
  /** Replicas of each of the three primaries. Default 0. */
  readonly replicas?: number;
}

/** A Redis Cluster of the test's own: three primaries, and their replicas. */
export interface RedisCluster {
  /** Addresses of all nodes, host:port. */
  readonly addresses: readonly string[];
  readonly primaries: readonly RedisServer[];
  /** Those of the first primary first. */
  readonly replicas: readonly RedisServer[];
  /** Ends all its processes. */
  stop(): Promise<void>;
}

const SLOTS = 16_384;
const PRIMARIES = 3;
/** Milliseconds after which a node that is silent counts as failed: short where a replica can take over, else out of the tests' way. */
const NODE_TIMEOUT_MS = { withReplicas: 1000, alone: 15_000 } as const;
/** Milliseconds that a cluster may take to agree on itself. */
const READY_WITHIN_MS = 20_000;

/** Starts a cluster and resolves when each of its nodes says that it is in order. */
export async function startRedisCluster({ replicas = 0 }: RedisClusterOptions = {}): Promise<RedisCluster> {
  const servers: RedisServer[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.stop()));
  };
  try {
    const nodeTimeoutMs = replicas > 0 ? NODE_TIMEOUT_MS.withReplicas : NODE_TIMEOUT_MS.alone;
    while (servers.length < PRIMARIES * (1 + replicas)) servers.push(await startNode(nodeTimeoutMs));
    const cluster: RedisCluster = {
      addresses: servers.map(addressOf),
      primaries: servers.slice(0, PRIMARIES),
      replicas: servers.slice(PRIMARIES),
      stop,
    };
    await join(cluster);
    return cluster;
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Moves a slot, and what lies in it, to another primary, as a resharding does; `during` runs while it is between the two. */
export async function moveSlot(
  slot: number,
  from: RedisServer,
  to: RedisServer,
  during: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const [source, target] = await Promise.all([from.client(), to.client()]);
  const [sourceId, targetId] = await Promise.all([source.cluster("MYID"), target.cluster("MYID")]);
  await target.cluster("SETSLOT", slot, "IMPORTING", sourceId);
  await source.cluster("SETSLOT", slot, "MIGRATING", targetId);
  for (const key of await source.cluster("GETKEYSINSLOT", slot, 1000)) {
    await source.migrate("127.0.0.1", to.port, key, 0, 5000);
  }
  await during();
  await target.cluster("SETSLOT", slot, "NODE", targetId);
  await source.cluster("SETSLOT", slot, "NODE", targetId);
}

/** A node goes on when another has gone, and its replica may take over at once. */
function startNode(nodeTimeoutMs: number): Promise<RedisServer> {
  const args = [
    "--cluster-enabled yes",
    `--cluster-node-timeout ${nodeTimeoutMs}`,
    "--cluster-require-full-coverage no",
    "--cluster-announce-ip 127.0.0.1",
    "--repl-diskless-sync-delay 0",
  ];
  return startRedisServer({ args: args.flatMap((argument) => argument.split(" ")) });
}

function addressOf({ port }: RedisServer): string {
  return `127.0.0.1:${port}`;
}

async function join({ primaries, replicas }: RedisCluster): Promise<void> {
  const nodes = [...primaries, ...replicas];
  const clients = await Promise.all(nodes.map((node) => node.client()));
  for (const [index, client] of clients.entries()) {
    await client.cluster("SET-CONFIG-EPOCH", index + 1);
    if (index > 0) await client.cluster("MEET", "127.0.0.1", primaries[0]?.port ?? 0);
  }
  for (let index = 0; index < PRIMARIES; index += 1) {
    const [first, last] = [
      Math.ceil((SLOTS * index) / PRIMARIES),
      Math.ceil((SLOTS * (index + 1)) / PRIMARIES),
    ];
    await clients[index]?.call("CLUSTER", "ADDSLOTSRANGE", first, last - 1);
  }
  const infoOf = async (index: number): Promise<string> => String(await clients[index]?.cluster("INFO"));
  const untilAll = (text: string): Promise<void> =>
    vi.waitFor(
      async () => {
        for (const index of nodes.keys()) {
          if (!(await infoOf(index)).includes(text)) throw new Error(`a node of the cluster lacks ${text}`);
        }
      },
      { timeout: READY_WITHIN_MS, interval: 50 },
    );
  await untilAll(`cluster_known_nodes:${nodes.length}`);
  for (const [index, client] of clients.slice(PRIMARIES).entries()) {
    const primaryId = await clients[Math.floor((index * PRIMARIES) / replicas.length)]?.cluster("MYID");
    await vi.waitFor(() => client.cluster("REPLICATE", String(primaryId)), { timeout: READY_WITHIN_MS });
  }
  await untilAll("cluster_state:ok");
  await Promise.all(clients.slice(PRIMARIES).map((client) => untilReplicating(client)));
}

async function untilReplicating(client: Awaited<ReturnType<RedisServer["client"]>>): Promise<void> {
  await vi.waitFor(
    async () => {
      if (!(await client.info("replication")).includes("master_link_status:up")) {
        throw new Error("a replica does not follow its primary");
      }
    },
    { timeout: READY_WITHIN_MS, interval: 50 },
  );
}
