import type { RedisStore } from "hertz-sessions/redis";
import { Browser, Replica } from "../../pkg/sessions/src/testing/replica.ts";

/** What a load found out. */
export interface RotationLoad {
  /** Requests that were answered. */
  readonly requests: number;
  /** Requests whose session got another id between its load and its save, by another request. */
  readonly overtaken: number;
  /** Requests that found a stranger instead of the visitor. */
  readonly strangers: number;
  /** Acknowledged changes that are not there at the end. */
  readonly lost: number;
}

const SESSIONS = 24;
/** Requests of one session that are under way at once. */
const WINDOWS = 3;
/** Every so many requests of a window one rotates by itself, besides the rotation by age. */
const ROTATE_EVERY = 7;

/** Somebody whose windows all use one session: what was acknowledged to each. */
interface Visitor {
  readonly browser: Browser;
  readonly saved: number[];
  updates: number;
}

/** Lets visitors use two replicas for some time, while their sessions get other ids, and counts what became of it. */
export async function loadWhileRotating(
  stores: readonly [RedisStore, RedisStore],
  milliseconds: number,
): Promise<RotationLoad> {
  const replicas = await Promise.all(stores.map((store) => Replica.start(store)));
  const counts = { requests: 0, overtaken: 0, strangers: 0 };
  const replicaOf = (turn: number): Replica => {
    const replica = replicas[turn % replicas.length];
    if (!replica) throw new Error("There are two replicas");
    return replica;
  };

  async function signIn(): Promise<Visitor> {
    const browser = new Browser();
    await replicaOf(0).visit(browser, async (session) => {
      session.set("user", "ada");
      await session.save();
    });
    return { browser, saved: Array.from({ length: WINDOWS }, () => 0), updates: 0 };
  }

  async function use(visitor: Visitor, window: number, turn: number): Promise<void> {
    await replicaOf(window + turn).visit(visitor.browser, async (session) => {
      if (session.get("user") !== "ada") return void (counts.strangers += 1);
      const { handle } = session;
      await new Promise(setImmediate);
      session.set(`window-${window}`, turn);
      const rotates = turn % ROTATE_EVERY === 0;
      await (rotates ? session.rotate() : session.save());
      visitor.saved[window] = turn;
      if (!rotates && session.handle !== handle) counts.overtaken += 1;
      await session.update("count", (count) => Number(count ?? 0) + 1);
      visitor.updates += 1;
      counts.requests += 1;
    });
  }

  async function lossesOf({ browser, saved, updates }: Visitor): Promise<number> {
    return replicaOf(1).visit(browser.copy(), (session) => {
      const windows = saved.filter((turn, window) => turn > 0 && session.get(`window-${window}`) !== turn);
      return windows.length + Math.abs(updates - Number(session.get("count") ?? 0));
    });
  }

  try {
    const visitors = await Promise.all(Array.from({ length: SESSIONS }, signIn));
    const until = performance.now() + milliseconds;
    const windows = visitors.flatMap((visitor) =>
      visitor.saved.map(async (_, window) => {
        for (let turn = 1; performance.now() < until; turn += 1) await use(visitor, window, turn);
      }),
    );
    await Promise.all(windows);
    const losses = await Promise.all(visitors.map(lossesOf));
    return { ...counts, lost: losses.reduce((sum, count) => sum + count, 0) };
  } finally {
    await Promise.all(replicas.map((replica) => replica.close()));
  }
}
