import { randomUUID } from "node:crypto";

import type { Cluster, Redis } from "ioredis";

import { userRecordSchema, type NewUser, type User } from "../model/user.ts";
import { RedisDeadlineError, withinDeadline } from "./redis-deadline.ts";
import { uniqueFields, UserExistsError, UserRecordError, UserStoreError } from "./user-errors.ts";
import type { UserRepository } from "./user-repository.ts";
import { clockScript, createScript, replaceScript } from "./user-scripts.ts";

export interface RedisUserRepositoryOptions {
  /** Stands before every key. Default: nothing. */
  readonly keyPrefix?: string;
  /** How long one call may take, in milliseconds. Default 2000. */
  readonly deadlineMs?: number;
}

/** One script that changes users, and what it is given after the deadline. */
interface Change {
  readonly script: string;
  readonly keys: readonly [string, ...string[]];
  readonly args: readonly string[];
}

/**
 * Users in Redis: `{user}:name:<name>` holds the record, `{user}:email:<address>` whose address it is, both in
 * lower case.
 *
 * One script sets both, so that a user exists as a whole or not at all; the braces keep the two keys in one slot
 * of a cluster. A change whose caller has been told that it failed is refused by Redis itself.
 */
export class RedisUserRepository implements UserRepository {
  readonly #client: Redis | Cluster;
  readonly #keyPrefix: string;
  readonly #deadlineMs: number;

  constructor(
    client: Redis | Cluster,
    { keyPrefix = "", deadlineMs = 2000 }: RedisUserRepositoryOptions = {},
  ) {
    this.#client = client;
    this.#keyPrefix = keyPrefix;
    this.#deadlineMs = deadlineMs;
  }

  async findByUsername(username: string): Promise<User | null> {
    const text = await this.#read(username);
    return text === null ? null : parseRecord(text);
  }

  async create(newUser: NewUser): Promise<User> {
    const user: User = { id: randomUUID(), ...newUser, createdAt: new Date().toISOString() };
    const { id, username, email } = user;
    const outcome = await this.#change({
      script: createScript,
      keys: [this.#key("name", username), this.#key("email", email)],
      args: [JSON.stringify(user), JSON.stringify({ username, id })],
    });
    if (outcome === "created") return user;
    throw new UserExistsError(uniqueFields.filter((field) => outcome.split(",").includes(field)));
  }

  async replacePasswordHash({ username, id, passwordHash }: User, newHash: string): Promise<boolean> {
    const text = await this.#read(username);
    if (text === null) return false;
    const stored = parseRecord(text);
    if (stored.id !== id || stored.passwordHash !== passwordHash) return false;
    const outcome = await this.#change({
      script: replaceScript,
      keys: [this.#key("name", username)],
      args: [text, JSON.stringify({ ...stored, passwordHash: newHash })],
    });
    return outcome === "replaced";
  }

  #read(username: string): Promise<string | null> {
    return this.#ask("GET", this.#deadlineMs, (redis) => redis.get(this.#key("name", username)));
  }

  async #change({ script, keys, args }: Change): Promise<string> {
    const giveUpAt = performance.now() + this.#deadlineMs;
    const leftMs = (): number => Math.max(0, giveUpAt - performance.now());
    const now = await this.#ask("TIME", leftMs(), (redis) => redis.eval(clockScript, 1, keys[0]));
    // Read before the answer came, so by Redis's clock this is never after the moment at which the caller gives up.
    const deadline = Math.floor(Number(now) + leftMs());
    const outcome = await this.#ask("EVAL", leftMs(), (redis) =>
      redis.eval(script, keys.length, ...keys, deadline, ...args),
    );
    if (outcome === "late") throw new UserStoreError("EVAL", new RedisDeadlineError("Redis was too late"));
    return String(outcome);
  }

  async #ask<Reply>(
    operation: string,
    deadlineMs: number,
    command: (redis: Redis | Cluster) => Promise<Reply>,
  ): Promise<Reply> {
    try {
      return await withinDeadline(this.#client, deadlineMs, command);
    } catch (error) {
      throw new UserStoreError(operation, error);
    }
  }

  #key(kind: "name" | "email", value: string): string {
    return `${this.#keyPrefix}{user}:${kind}:${value.toLowerCase()}`;
  }
}

function parseRecord(text: string): User {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Without the cause: its message quotes the text, which may hold an e-mail address.
    throw new UserRecordError();
  }
  const parsed = userRecordSchema.safeParse(value);
  if (!parsed.success) throw new UserRecordError();
  return parsed.data;
}
