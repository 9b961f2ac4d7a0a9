import type { RedisCommands } from "./redis-commands.ts";

/** For how long an answer is trusted: clocks part by a few milliseconds in it. */
const TRUSTED_MS = 60_000;

/**
 * One server's clock as seen from here: asked when a connection stands, then kept by this process's monotonic clock, which no one sets.
 *
 * It may lag by the time that the answer took, and never runs ahead: a deadline reckoned by it is early rather than late, also when the
 * server hung for seconds before it answered. Every minute it is asked again, beside the commands, which do not wait for that.
 */
export class RedisClock {
  readonly #commands: RedisCommands;
  /** The server's milliseconds since 1970 minus `performance.now()`, as last asked; this machine's until then. */
  #offset = performance.timeOrigin;
  #isKnown = false;
  #trustedUntil = 0;
  #asking: Promise<void> | undefined;

  constructor(commands: RedisCommands) {
    this.#commands = commands;
    commands.watch({
      connected: () => void this.ask(), // ahead of the first request, so that none has to wait for it
      lost: () => {
        // The next connection may lead to another server, whose clock is another one; until it was asked, the last is the best guess.
        this.#isKnown = false;
        this.#asking = undefined;
      },
    });
  }

  /** Milliseconds since 1970 on the server's clock; on this machine's until it was asked. */
  now(): number {
    return this.at(performance.now());
  }

  /** What the server's clock shows at a moment of `performance.now()`. */
  at(moment: number): number {
    return moment + this.#offset;
  }

  /** Resolves once the clock is known; `undefined` if it is already. Rejects when the server cannot be asked; the next call asks again. */
  known(): Promise<void> | undefined {
    if (!this.#isKnown) return this.ask();
    if (performance.now() > this.#trustedUntil) void this.ask();
    return undefined;
  }

  /** Asks now. Resolves once the clock is known, rejects when the server cannot be asked. */
  ask(): Promise<void> {
    if (this.#asking) return this.#asking;
    const asking = this.#ask((offset) => {
      if (this.#asking !== asking) return; // the connection that was asked is gone
      this.#asking = undefined;
      if (offset === undefined) return;
      this.#offset = offset;
      this.#isKnown = true;
      this.#trustedUntil = performance.now() + TRUSTED_MS;
    });
    this.#asking = asking;
    asking.catch(() => undefined); // whoever waits for it is told; nobody need wait
    return asking;
  }

  async #ask(settle: (offset: number | undefined) => void): Promise<void> {
    try {
      const [seconds, microseconds] = await this.#commands.time();
      settle(seconds * 1000 + microseconds / 1000 - performance.now());
    } catch (error) {
      settle(undefined);
      throw error;
    }
  }
}
