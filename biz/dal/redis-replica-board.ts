import { Cluster, type Redis } from "ioredis";

import { parseReport, type HeardReplica, type ReplicaReport } from "../model/replica-report.ts";
import { withinDeadline } from "./redis-deadline.ts";
import type { KeyCount, ReplicaBoard } from "./replica-board.ts";

/** For so long a replica that is gone is remembered. */
const rememberedMs = 10 * 60 * 1000;

/**
 * KEYS: board. ARGV: name, report, milliseconds to remember, "read" or "". One command, so that telling and reading cost one
 * round trip. By Redis's clock, which all replicas share.
 */
const tellScript = `
local time = redis.call("TIME")
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call("HSET", KEYS[1], ARGV[1], string.format("%.0f", now) .. "\\t" .. ARGV[2])
redis.call("PEXPIRE", KEYS[1], ARGV[3])
if ARGV[4] ~= "read" then return {} end
local heard = {}
local board = redis.call("HGETALL", KEYS[1])
for i = 1, #board, 2 do
  local at, report = string.match(board[i + 1], "^(%d+)\\t(.*)$")
  local silent = at and now - tonumber(at) or tonumber(ARGV[3]) + 1
  if silent > tonumber(ARGV[3]) then redis.call("HDEL", KEYS[1], board[i])
  else
    heard[#heard + 1] = board[i]
    heard[#heard + 1] = string.format("%.0f", silent)
    heard[#heard + 1] = report
  end
end
return heard`;

export interface RedisReplicaBoardOptions {
  /** The one key of the board. Default `cluster:replicas`. */
  readonly key?: string;
  /** How long one call may take, in milliseconds. Default 1000. */
  readonly deadlineMs?: number;
}

/** The board as a hash in Redis, with a field for each replica: when it told something, and what. */
export class RedisReplicaBoard implements ReplicaBoard {
  readonly #client: Redis | Cluster;
  readonly #key: string;
  readonly #deadlineMs: number;

  constructor(
    client: Redis | Cluster,
    { key = "cluster:replicas", deadlineMs = 1000 }: RedisReplicaBoardOptions = {},
  ) {
    this.#client = client;
    this.#key = key;
    this.#deadlineMs = deadlineMs;
  }

  async tell(name: string, report: ReplicaReport): Promise<void> {
    await this.#run(name, report, "");
  }

  async tellAndRead(name: string, report: ReplicaReport): Promise<readonly HeardReplica[]> {
    const heard: HeardReplica[] = [];
    const texts = await this.#run(name, report, "read");
    for (let index = 0; index + 2 < texts.length; index += 3) {
      const [other = "", silentMs, text = ""] = texts.slice(index, index + 3);
      const told = parseReport(text);
      if (told !== null) heard.push({ ...told, name: other, silentMs: Number(silentMs) });
    }
    return heard.sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
  }

  countKeys(): Promise<readonly KeyCount[]> {
    return withinDeadline(this.#client, this.#deadlineMs, (client) => {
      const primaries = client instanceof Cluster ? client.nodes("master") : [client];
      return Promise.all(
        primaries.map(async (primary, index) => ({
          server: primaries.length === 1 ? "Redis" : `Primary ${index + 1}`,
          keys: await primary.dbsize(),
        })),
      );
    });
  }

  async #run(name: string, report: ReplicaReport, mode: "read" | ""): Promise<string[]> {
    const reply = await withinDeadline(this.#client, this.#deadlineMs, (client) =>
      client.eval(tellScript, 1, this.#key, name, JSON.stringify(report), rememberedMs, mode),
    );
    return Array.isArray(reply) ? reply.map(String) : [];
  }
}
