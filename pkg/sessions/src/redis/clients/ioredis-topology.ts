import { ClusterTopology } from "../topology/cluster-topology.ts";
import { IoredisCluster } from "./ioredis-cluster.ts";
import type { IoredisClusterClient } from "./ioredis-cluster.ts";
import { IoredisCommands } from "./ioredis-commands.ts";
import type { IoredisCommandClient } from "./ioredis-commands.ts";
import type { RedisTopology } from "../topology/redis-topology.ts";
import { refuseClient, refuseKeyPrefix } from "./refuse-client.ts";
import { SingleServer } from "../topology/single-server.ts";

/** A `Redis` or a `Cluster` of ioredis, as its type tells it apart: the types of this package do not need ioredis. */
export interface IoredisClient {
  readonly status: string;
  evalsha(...values: never[]): Promise<unknown>;
}

/** What is looked at to refuse clients that cannot work. */
interface Traits {
  readonly status: string;
  readonly mode?: string;
  readonly isCluster?: boolean;
  readonly options: { readonly keyPrefix?: string };
}

/** Whether a value is a client of ioredis: it has a status and its commands as lower-case methods. */
export function isIoredisClient(client: unknown): client is IoredisClient {
  if (typeof client !== "object" || client === null) return false;
  const { status, evalsha } = client as Partial<IoredisClient>;
  return typeof status === "string" && typeof evalsha === "function";
}

/** @throws SessionConfigError for a client that cannot work */
export function checkIoredisClient(client: IoredisClient): void {
  const { status, mode, isCluster, options } = client as unknown as Traits;
  if (status === "end") refuseClient("is closed: close it after its last use");
  if (mode === "subscriber" || mode === "monitor") {
    refuseClient(`is in ${mode} mode: give the store another client`);
  }
  if (isCluster && options.keyPrefix) refuseKeyPrefix();
}

/** What stands behind a client of ioredis. */
export function ioredisTopology(client: IoredisClient): RedisTopology {
  const { isCluster } = client as unknown as Traits;
  return isCluster
    ? new ClusterTopology(new IoredisCluster(client as unknown as IoredisClusterClient))
    : new SingleServer(new IoredisCommands(client as unknown as IoredisCommandClient));
}
