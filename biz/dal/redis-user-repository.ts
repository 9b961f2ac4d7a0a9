import { randomUUID } from "node:crypto";

import type { Cluster, Redis } from "ioredis";

import { userRecordSchema, type NewUser, type User } from "../model/user.ts";
import { withinDeadline } from "./redis-deadline.ts";
import { UserExistsError, UserRecordError, UserStoreError } from "./user-errors.ts";
import type { UserRepository } from "./user-repository.ts";

export interface RedisUserRepositoryOptions {
  /** Stands before every key. Default: nothing. */
  readonly keyPrefix?: string;
  /** How long one command may take, in milliseconds. Default 2000. */
  readonly deadlineMs?: number;
}

// Far longer than the commands of one create() may take together, so that no claim ends before it.
const claimSeconds = 30;

const deleteIfEqual =
  'if redis.call("GET", KEYS[1]) == ARGV[1] then return redis.call("DEL", KEYS[1]) end return 0';

/**
 * Users in Redis: `user:name:<name>` holds the record, `user:email:<address>` whose address it is, both in
 * lower case.
 *
 * Redis Cluster may keep the two keys on different nodes, so no one command sets both. create() claims the
 * address for some seconds, then sets the record, which is the moment the user exists, then makes the claim
 * last. When it dies in between, the claim expires by itself: at worst a user remains whose address somebody
 * else may register too.
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
    const text = await this.#ask("GET", (redis) => redis.get(this.#nameKey(username)));
    return text === null ? null : parseRecord(text);
  }

  async create(newUser: NewUser): Promise<User> {
    const user: User = { id: randomUUID(), ...newUser, createdAt: new Date().toISOString() };
    const emailKey = this.#key("email", user.email);
    const nameKey = this.#nameKey(user.username);
    const claim = JSON.stringify({ username: user.username, id: user.id });
    const record = JSON.stringify(user);

    if (!(await this.#claim(emailKey, claim))) throw new UserExistsError();
    if (!(await this.#insert(nameKey, record))) {
      await this.#remove(emailKey, claim);
      throw new UserExistsError();
    }
    if (!(await this.#keep(emailKey, claim))) {
      await this.#remove(nameKey, record);
      throw new UserStoreError("PERSIST", new Error("The claim of the e-mail address expired too early"));
    }
    return user;
  }

  async #claim(key: string, value: string): Promise<boolean> {
    const reply = await this.#ask("SET", (redis) => redis.set(key, value, "EX", claimSeconds, "NX"));
    return reply === "OK" || this.#holds(key, value);
  }

  async #insert(key: string, value: string): Promise<boolean> {
    const reply = await this.#ask("SET", (redis) => redis.set(key, value, "NX"));
    return reply === "OK" || this.#holds(key, value);
  }

  async #keep(key: string, value: string): Promise<boolean> {
    const persisted = await this.#ask("PERSIST", (redis) => redis.persist(key));
    return persisted === 1 || this.#holds(key, value);
  }

  // By default ioredis sends a command again when the connection broke before its reply; connectRedis() tells it not to.
  // With a client that does, the second run finds the work of the first and says "taken". Every value here has an id of
  // its own, so reading it back tells.
  async #holds(key: string, value: string): Promise<boolean> {
    return (await this.#ask("GET", (redis) => redis.get(key))) === value;
  }

  async #remove(key: string, value: string): Promise<void> {
    await this.#ask("EVAL", (redis) => redis.eval(deleteIfEqual, 1, key, value));
  }

  async #ask<Reply>(operation: string, command: (redis: Redis | Cluster) => Promise<Reply>): Promise<Reply> {
    try {
      return await withinDeadline(this.#client, this.#deadlineMs, command);
    } catch (error) {
      throw new UserStoreError(operation, error);
    }
  }

  #nameKey(username: string): string {
    return this.#key("name", username);
  }

  #key(kind: "name" | "email", value: string): string {
    return `${this.#keyPrefix}user:${kind}:${value.toLowerCase()}`;
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
