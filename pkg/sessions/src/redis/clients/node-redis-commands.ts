import { ConnectionState } from "../commands/connection-state.ts";
import type { EventSource } from "../commands/connection-state.ts";
import type { ConnectionListener, RedisConnection } from "../commands/redis-commands.ts";

/** The part of a node-redis client that is used besides the sending of commands. */
interface NodeRedisConnection extends EventSource {
  readonly isOpen: boolean;
  readonly isReady: boolean;
  connect(): Promise<unknown>;
  destroy(): unknown;
}

/** A client of one server, or the connection of a cluster's client to one of its nodes. */
export interface NodeRedisNodeClient extends NodeRedisConnection {
  sendCommand(command: string[], options: typeof COMMAND_OPTIONS): Promise<unknown>;
  duplicate(options: object): NodeRedisNodeClient;
}

/** A client that asks Sentinel where the primary is. */
export interface NodeRedisSentinelClient extends NodeRedisConnection {
  sendCommand(isReadonly: boolean, command: string[], options: typeof COMMAND_OPTIONS): Promise<unknown>;
  duplicate(options: object): NodeRedisSentinelClient;
}

function isSentinel(client: object): client is NodeRedisSentinelClient {
  return "getSentinelNode" in client;
}

/** Sends one command to the primary. */
type SendCommand = (command: string[]) => Promise<unknown>;

/**
 * Laid over the options of the user's client, for the store's commands alone. node-redis gives each command a timer of its own, which costs
 * more than the command and does not even end one that is on its way; the store's deadline does. And replies come as text, whatever
 * other types the user's own commands ask for.
 */
export const COMMAND_OPTIONS = { timeout: undefined, typeMapping: undefined } as const;

/**
 * The commands of a node-redis client: of one server, of one node of a cluster, or of whichever server Sentinel says is the primary.
 *
 * They are sent as they are, by `sendCommand`. That is the cheapest way, and the only one that neither a client-side cache nor a replica may
 * answer: both could still show a session that has just ended.
 */
export class NodeRedisCommands implements RedisConnection {
  readonly #connection: NodeRedisNodeClient | NodeRedisSentinelClient;
  readonly #send: SendCommand;
  readonly #state: ConnectionState;

  constructor(connection: NodeRedisNodeClient | NodeRedisSentinelClient) {
    this.#connection = connection;
    this.#send = isSentinel(connection)
      ? (command) => connection.sendCommand(false, command, COMMAND_OPTIONS)
      : (command) => connection.sendCommand(command, COMMAND_OPTIONS);
    this.#state = new ConnectionState(connection, { ready: "ready", lost: "reconnecting" });
  }

  get isDown(): boolean {
    const { isReady, isOpen } = this.#connection;
    return !isReady && (this.#state.wasLost || !isOpen);
  }

  get(key: string): Promise<string | null> {
    return this.#send(["GET", key]) as Promise<string | null>;
  }

  getAndExpire(key: string, lifeMs: number): Promise<string | null> {
    return this.#send(["GETEX", key, "PX", String(lifeMs)]) as Promise<string | null>;
  }

  expire(key: string, lifeMs: number): Promise<unknown> {
    return this.#send(["PEXPIRE", key, String(lifeMs)]);
  }

  setNew(key: string, text: string, lifeMs: number): Promise<unknown> {
    return this.#send(["SET", key, text, "NX", "PX", String(lifeMs)]);
  }

  remove(key: string): Promise<unknown> {
    return this.#send(["DEL", key]);
  }

  runByHash(hash: string, keys: readonly string[], values: readonly (string | number)[]): Promise<unknown> {
    return this.#send(scriptCommand("EVALSHA", hash, keys, values));
  }

  runSource(source: string, keys: readonly string[], values: readonly (string | number)[]): Promise<unknown> {
    return this.#send(scriptCommand("EVAL", source, keys, values));
  }

  async time(): Promise<readonly [seconds: number, microseconds: number]> {
    const [seconds, microseconds] = (await this.#send(["TIME"])) as [string, string];
    return [Number(seconds), Number(microseconds)];
  }

  async wait(replicas: number, timeoutMs: number): Promise<number> {
    return Number(await this.#send(["WAIT", String(replicas), String(timeoutMs)]));
  }

  apart(): RedisConnection {
    const connection = this.#connection.duplicate({ disableOfflineQueue: false, masterPoolSize: 1 });
    const commands = new NodeRedisCommands(connection); // it listens for errors before there can be any
    connection.connect().catch(() => undefined); // it goes on trying, and whoever needs it is told by a deadline
    this.#connection.on("end", () => {
      if (connection.isOpen) connection.destroy();
    });
    return commands;
  }

  watch(listener: ConnectionListener): void {
    this.#connection.on("ready", () => listener.connected());
    this.#connection.on("reconnecting", () => listener.lost());
    if (this.#connection.isReady) listener.connected();
  }
}

/** A script as a command of texts, which is all that node-redis sends. */
export function scriptCommand(
  command: "EVAL" | "EVALSHA",
  script: string,
  keys: readonly string[],
  values: readonly (string | number)[],
): string[] {
  return [command, script, String(keys.length), ...keys, ...values.map(String)];
}
