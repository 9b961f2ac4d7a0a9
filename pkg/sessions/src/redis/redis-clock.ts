import type { RedisCommands } from "./redis-commands.ts";

/**
 * Redis's clock as seen from here: asked once for each connection, then kept by this process's monotonic clock, which no one sets.
 *
 * It is right to within half the round trip of that question.
 */
export class RedisClock {
  readonly #commands: RedisCommands;
  /** Redis's milliseconds since 1970 minus `performance.now()`; `undefined` while it must be asked. */
  #offset: number | undefined;
  #asking: Promise<void> | undefined;

  constructor(commands: RedisCommands) {
    this.#commands = commands;
    commands.watch({
      connected: () => void this.known(), // ahead of the first request, so that none has to wait for it
      lost: () => {
        // The next connection may lead to another server, whose clock is another one.
        this.#offset = undefined;
        this.#asking = undefined;
      },
    });
  }

  /** Milliseconds since 1970 on Redis's clock; on this machine's until it was asked. */
  now(): number {
    return performance.now() + (this.#offset ?? performance.timeOrigin);
  }

  /** Resolves once the clock is known; `undefined` if it is already. Rejects when Redis cannot be asked; the next call asks again. */
  known(): Promise<void> | undefined {
    if (this.#offset !== undefined) return undefined;
    if (this.#asking) return this.#asking;
    const asking = this.#ask((offset) => {
      if (this.#asking !== asking) return; // the connection that was asked is gone
      this.#asking = undefined;
      this.#offset = offset;
    });
    this.#asking = asking;
    asking.catch(() => undefined); // whoever waits for it is told; nobody need wait
    return asking;
  }

  async #ask(settle: (offset: number | undefined) => void): Promise<void> {
    try {
      const askedAt = performance.now();
      const [seconds, microseconds] = await this.#commands.time();
      const answeredAt = performance.now();
      settle(seconds * 1000 + microseconds / 1000 - (askedAt + answeredAt) / 2);
    } catch (error) {
      settle(undefined);
      throw error;
    }
  }
}
