import type { ClusterClient } from "../topology/cluster-topology.ts";
import { ConnectionState } from "../commands/connection-state.ts";
import type { EventSource } from "../commands/connection-state.ts";
import { COMMAND_OPTIONS, NodeRedisCommands, scriptCommand } from "./node-redis-commands.ts";
import type { NodeRedisNodeClient } from "./node-redis-commands.ts";
import { RedisNode } from "../topology/redis-node.ts";

/** The part of a node-redis cluster that is used. */
export interface NodeRedisClusterClient extends EventSource {
  readonly isOpen: boolean;
  /** Who serves each slot; a node has no client while nothing was sent to it. */
  readonly slots: readonly (
    { readonly master: { readonly client?: NodeRedisNodeClient | undefined } } | undefined
  )[];
  sendCommand(
    firstKey: string | undefined,
    isReadonly: boolean,
    command: string[],
    options: typeof COMMAND_OPTIONS,
  ): Promise<unknown>;
}

/** The connections of a node-redis cluster. */
export class NodeRedisCluster implements ClusterClient {
  readonly #client: NodeRedisClusterClient;
  readonly #state: ConnectionState;
  /** A node keeps its connection object over interruptions, of which its clock hears. */
  readonly #nodes = new WeakMap<NodeRedisNodeClient, RedisNode>();

  constructor(client: NodeRedisClusterClient) {
    this.#client = client;
    this.#state = new ConnectionState(client, { ready: "node-ready", lost: "disconnect", to: "cluster" });
  }

  get isDown(): boolean {
    return this.#state.wasLost && !this.#client.isOpen;
  }

  primaryOf(slot: number): RedisNode | undefined {
    const connection = this.#client.slots[slot]?.master.client;
    return connection && (this.#nodes.get(connection) ?? this.#add(connection));
  }

  evaluate(source: string, keys: readonly string[], values: readonly (string | number)[]): Promise<unknown> {
    return this.#client.sendCommand(
      keys[0],
      false,
      scriptCommand("EVAL", source, keys, values),
      COMMAND_OPTIONS,
    );
  }

  #add(connection: NodeRedisNodeClient): RedisNode {
    const node = new RedisNode(new NodeRedisCommands(connection));
    this.#nodes.set(connection, node);
    return node;
  }
}
