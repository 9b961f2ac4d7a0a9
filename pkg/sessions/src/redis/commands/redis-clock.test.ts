import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RedisClock } from "./redis-clock.ts";
import type { ConnectionListener, RedisCommands } from "./redis-commands.ts";

/** A Redis that answers `TIME` after these round trips, one after another, and at once after the last. */
class TimeServer {
  readonly #roundTripsMs: number[];
  #listener: ConnectionListener = { connected: () => undefined, lost: () => undefined };
  /** How far its clock is ahead of this machine's. */
  aheadMs = 5_000_000;
  /** How often it was asked. */
  asked = 0;
  /** Whether it refuses to answer. */
  fails = false;
  readonly clock: RedisClock;

  constructor(...roundTripsMs: number[]) {
    this.#roundTripsMs = roundTripsMs;
    const commands = {
      watch: (listener: ConnectionListener) => (this.#listener = listener),
      time: () => this.#time(),
    };
    this.clock = new RedisClock(commands as unknown as RedisCommands);
  }

  get now(): number {
    return Date.now() + this.aheadMs;
  }

  connect(): void {
    this.#listener.connected();
  }

  lose(): void {
    this.#listener.lost();
  }

  /** Reads its clock at the end of the round trip, as a server does that lay still until then. */
  async #time(): Promise<[number, number]> {
    this.asked += 1;
    const roundTripMs = this.#roundTripsMs.shift() ?? 0;
    if (roundTripMs > 0) await new Promise((resolve) => setTimeout(resolve, roundTripMs));
    if (this.fails) throw new Error("refused");
    return [Math.floor(this.now / 1000), (this.now % 1000) * 1000];
  }
}

/** By how many milliseconds a clock is ahead of the server's. */
function errorOf({ clock, now }: TimeServer): number {
  return clock.now() - now;
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe("RedisClock", () => {
  it("is this machine's clock until Redis was asked", () => {
    const { clock, asked } = new TimeServer();
    expect(clock.now()).toBe(performance.timeOrigin + performance.now());
    expect(asked).toBe(0);
  });

  it("asks by itself when a connection stands", async () => {
    const server = new TimeServer();
    server.connect();
    await vi.advanceTimersByTimeAsync(1);
    expect([server.asked, server.clock.known()]).toEqual([1, undefined]);
    expect(errorOf(server)).toBeCloseTo(0);
  });

  it("asks again when its answer is a minute old, and lets nobody wait for that", async () => {
    const server = new TimeServer();
    server.connect();
    await vi.advanceTimersByTimeAsync(59_000);
    expect([server.clock.known(), server.asked]).toEqual([undefined, 1]);
    await vi.advanceTimersByTimeAsync(2000);
    server.aheadMs += 700; // somebody has set the clock of the server
    expect([server.clock.known(), server.clock.known(), server.asked]).toEqual([undefined, undefined, 2]);
    await vi.advanceTimersByTimeAsync(1);
    expect(errorOf(server)).toBeCloseTo(0);
  });

  it("asks once for all who want to know before the answer is there", async () => {
    const server = new TimeServer(10);
    server.connect();
    const waiting = [server.clock.known(), server.clock.known()];
    await vi.advanceTimersByTimeAsync(10);
    await expect(waiting[0]).resolves.toBeUndefined();
    expect([waiting[1], server.asked]).toEqual([waiting[0], 1]);
  });

  it("is behind by no more than the round trip, and never ahead", async () => {
    const server = new TimeServer(20);
    server.connect();
    await vi.advanceTimersByTimeAsync(20);
    expect(errorOf(server)).toBeLessThanOrEqual(0);
    expect(errorOf(server)).toBeGreaterThanOrEqual(-20);
  });

  it("does not run ahead after an answer that lay in a stalled server: writes that are late would count as in time", async () => {
    const server = new TimeServer(4000);
    server.connect();
    await vi.advanceTimersByTimeAsync(4001);
    await server.clock.known();
    expect(errorOf(server)).toBeLessThanOrEqual(100);
  });

  it("goes on by its last answer once the connection was lost, and asks the next one", async () => {
    const server = new TimeServer();
    server.connect();
    await vi.advanceTimersByTimeAsync(1);
    server.lose();
    expect(Math.round(errorOf(server))).toBe(0);
    await server.clock.known();
    expect([server.asked, Math.round(errorOf(server))]).toEqual([2, 0]);
  });

  it("drops an answer of a connection that was lost meanwhile", async () => {
    const server = new TimeServer(1000, 10);
    server.connect();
    server.lose();
    server.connect();
    await vi.advanceTimersByTimeAsync(10);
    const before = errorOf(server);
    await vi.advanceTimersByTimeAsync(2000);
    expect(Math.abs(before)).toBeLessThanOrEqual(5);
    expect(errorOf(server)).toBeCloseTo(before);
    expect(server.asked).toBe(2);
  });

  it("drops an answer of a lost connection also while nobody has asked the next one", async () => {
    const server = new TimeServer(1000);
    server.connect();
    server.lose();
    await vi.advanceTimersByTimeAsync(2000);
    expect(server.clock.now()).toBe(performance.timeOrigin + performance.now());
    expect(server.clock.known()).toBeInstanceOf(Promise);
  });

  it("rejects when Redis cannot be asked, and asks again the next time", async () => {
    const server = new TimeServer();
    server.fails = true;
    await expect(server.clock.known()).rejects.toThrow("refused");
    server.fails = false;
    await server.clock.known();
    expect([server.asked, Math.round(errorOf(server))]).toEqual([2, 0]);
  });
});
