import type { Cluster, Redis } from "ioredis";
import { RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";

import type { AttemptCounter, AttemptLimits, LimitName } from "../model/attempt-limits.ts";
import { AttemptStoreError, TooManyAttemptsError } from "./attempt-errors.ts";
import { withinDeadline } from "./redis-deadline.ts";

export interface RedisAttemptCounterOptions {
  /** How long one command may take, in milliseconds. Default 1000. */
  readonly deadlineMs?: number;
}

/** Attempts in Redis, `limit:<name>:<key>`: each a number that expires with its window. */
export class RedisAttemptCounter implements AttemptCounter {
  readonly #client: Redis | Cluster;
  readonly #limiters: ReadonlyMap<LimitName, RateLimiterRedis>;
  readonly #deadlineMs: number;

  constructor(
    client: Redis | Cluster,
    limits: AttemptLimits,
    { deadlineMs = 1000 }: RedisAttemptCounterOptions = {},
  ) {
    this.#client = client;
    this.#deadlineMs = deadlineMs;
    const names = Object.keys(limits) as LimitName[];
    this.#limiters = new Map(
      names.map((name) => {
        const { attempts: points, seconds: duration } = limits[name];
        const keyPrefix = `limit:${name}`;
        return [name, new RateLimiterRedis({ storeClient: client, keyPrefix, points, duration })];
      }),
    );
  }

  async take(limit: LimitName, key: string): Promise<void> {
    await this.#run(limit, (limiter) => limiter.consume(key));
  }

  async giveBack(limit: LimitName, key: string): Promise<void> {
    await this.#run(limit, (limiter) => limiter.reward(key));
  }

  async forget(limit: LimitName, key: string): Promise<void> {
    await this.#run(limit, (limiter) => limiter.delete(key));
  }

  async #run(limit: LimitName, command: (limiter: RateLimiterRedis) => Promise<unknown>): Promise<void> {
    const limiter = this.#limiters.get(limit);
    if (limiter === undefined) throw new TypeError(`There is no limit "${limit}"`);
    try {
      await withinDeadline(this.#client, this.#deadlineMs, () => command(limiter));
    } catch (error) {
      if (error instanceof RateLimiterRes) throw new TooManyAttemptsError(limit, error.msBeforeNext);
      throw new AttemptStoreError(error);
    }
  }
}
