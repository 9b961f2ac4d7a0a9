import type { ClusterClient } from "../topology/cluster-topology.ts";
import { IoredisCommands } from "./ioredis-commands.ts";
import type { IoredisCommandClient } from "./ioredis-commands.ts";
import { ConnectionState } from "../commands/connection-state.ts";
import { RedisNode } from "../topology/redis-node.ts";

/** A connection of an ioredis `Cluster` to one of its nodes. */
interface IoredisNodeClient extends IoredisCommandClient {
  readonly options: { readonly host?: string | undefined; readonly port?: number | undefined };
}

/** The part of an ioredis `Cluster` that is used. */
export interface IoredisClusterClient {
  readonly isCluster: true;
  readonly status: string;
  /** The addresses that serve each slot, the primary first; empty until the cluster was asked. */
  readonly slots: readonly (readonly string[] | undefined)[];
  nodes(): IoredisNodeClient[];
  /** Asks its nodes, one after the other, until one has said who has which slots. Nothing when it is at it already. */
  refreshSlotsCache(): void;
  pipeline(commands: readonly (readonly unknown[])[]): {
    exec(): Promise<[error: Error | null, result: unknown][] | null>;
  };
  on(event: "ready" | "close" | "error", listener: (error?: Error) => void): unknown;
  on(event: "+node" | "-node", listener: (node: IoredisNodeClient) => void): unknown;
  listenerCount(event: string): number;
}

/** Milliseconds between two looks at who has which slots, while a primary does not answer. */
const LOOK_EVERY_MS = 250;

/** The connections of an ioredis `Cluster`. */
export class IoredisCluster implements ClusterClient {
  readonly #client: IoredisClusterClient;
  readonly #state: ConnectionState;
  /** By address. A node that was lost gets a new connection, and so a new entry, whose clock is asked anew. */
  readonly #nodes = new Map<string, { readonly connection: IoredisNodeClient; readonly node: RedisNode }>();
  #looksAfter = 0;

  constructor(client: IoredisClusterClient) {
    this.#client = client;
    this.#state = new ConnectionState(client, { ready: "ready", lost: "close", to: "cluster" });
    for (const node of client.nodes()) this.#add(node);
    client.on("+node", (connection) => this.#add(connection));
    client.on("-node", (connection) => {
      const address = addressOf(connection);
      if (this.#nodes.get(address)?.connection === connection) this.#nodes.delete(address);
    });
  }

  get isDown(): boolean {
    const { status } = this.#client;
    return status === "end" || (status !== "ready" && this.#state.wasLost);
  }

  primaryOf(slot: number): RedisNode | undefined {
    const address = this.#client.slots[slot]?.[0];
    return address === undefined ? undefined : this.#nodes.get(address)?.node;
  }

  lookAround(): void {
    const now = performance.now();
    if (now < this.#looksAfter) return;
    this.#looksAfter = now + LOOK_EVERY_MS;
    this.#client.refreshSlotsCache();
  }

  /**
   * A pipeline of its own: with `enableAutoPipelining`, ioredis follows no redirection for commands of one turn of the event loop
   * unless all of them are sent to the same place.
   */
  async evaluate(
    source: string,
    keys: readonly string[],
    values: readonly (string | number)[],
  ): Promise<unknown> {
    const results = await this.#client.pipeline([["eval", source, keys.length, ...keys, ...values]]).exec();
    const [error, result] = results?.[0] ?? [new Error("The pipeline was not carried out")];
    if (error) throw error;
    return result;
  }

  #add(connection: IoredisNodeClient): void {
    this.#nodes.set(addressOf(connection), {
      connection,
      node: new RedisNode(new IoredisCommands(connection)),
    });
  }
}

/** The address of a node as the table of slots spells it. */
function addressOf({ options: { host = "127.0.0.1", port = 6379 } }: IoredisNodeClient): string {
  return `${host}:${port}`;
}
