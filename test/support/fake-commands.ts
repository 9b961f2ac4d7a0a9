import type {
  ConnectionListener,
  RedisCommands,
} from "../../pkg/sessions/src/redis/commands/redis-commands.ts";

/** A server of which the test says what its clock shows; it was asked `timesAsked` times. */
export class FakeCommands implements RedisCommands {
  isDown = false;
  timesAsked = 0;
  listener: ConnectionListener | undefined;
  readonly #clock: () => number | Promise<number>;

  /** @param clock - milliseconds since 1970 */
  constructor(clock: () => number | Promise<number>) {
    this.#clock = clock;
  }

  async time(): Promise<readonly [number, number]> {
    this.timesAsked += 1;
    const now = await this.#clock();
    return [Math.floor(now / 1000), (now % 1000) * 1000];
  }

  watch(listener: ConnectionListener): void {
    this.listener = listener;
  }

  get(): Promise<string | null> {
    return Promise.resolve(null);
  }

  getAndExpire(): Promise<string | null> {
    return Promise.resolve(null);
  }

  expire(): Promise<unknown> {
    return Promise.resolve(0);
  }

  setNew(): Promise<unknown> {
    return Promise.resolve("OK");
  }

  remove(): Promise<unknown> {
    return Promise.resolve(0);
  }

  runByHash(): Promise<unknown> {
    return Promise.resolve(null);
  }

  runSource(): Promise<unknown> {
    return Promise.resolve(null);
  }
}
