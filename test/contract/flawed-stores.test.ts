import type { Redis } from "ioredis";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type {
  Delta,
  Expectation,
  Lifetime,
  MergeResult,
  MoveResult,
  MovedSession,
  Row,
  RowHead,
  StoredRow,
  UpgradeResult,
} from "hertz-sessions";
import { RedisStore, connectRedis } from "hertz-sessions/redis";
import type { RedisStoreOptions } from "hertz-sessions/redis";
import { contractCases, runContractCase } from "hertz-sessions/testing";
import type { ContractCase } from "hertz-sessions/testing";
import { applyDelta } from "../../pkg/sessions/src/core/row/apply-delta.ts";
import { NEWER_FORMAT, decodeRow } from "../../pkg/sessions/src/core/row/row.ts";
import { startRedisServer } from "../support/redis-server.ts";
import type { RedisServer } from "../support/redis-server.ts";

// Stores that are wrong on purpose, each in one way: the contract must tell every one of them from the true store.

/** Saves the whole record as its request has seen it, as most session stores do. */
class WholeRecordStore extends RedisStore {
  readonly #seen = new Map<string, Map<string, string>>();

  override async read(handle: string, renewMs: number): Promise<StoredRow | MovedSession | null> {
    const row = await super.read(handle, renewMs);
    if (row && "head" in row) this.#seen.set(handle, new Map(row.entries));
    return row;
  }

  override merge(handle: string, delta: Delta, expected?: Expectation): Promise<MergeResult> {
    const record = applyDelta(this.#seen.get(handle) ?? new Map(), delta);
    return super.merge(handle, { ...delta, clear: true, set: [...record], remove: [] }, expected);
  }
}

const NEW_LIFETIME: Lifetime = { idle: { seconds: 60, fromMaxAge: false }, absoluteSeconds: 60 };

/** Creates the row that a write does not find, as a plain `SET` does. */
class UpsertStore extends RedisStore {
  override async merge(handle: string, delta: Delta, expected?: Expectation): Promise<MergeResult> {
    const result = await super.merge(handle, delta, expected);
    if (result !== "gone") return result;
    await super.insert(handle, new Map(delta.set), NEW_LIFETIME);
    return "merged";
  }

  override async move(from: string, to: string, delta: Delta, lifetime: Lifetime): Promise<MoveResult> {
    const head = await super.move(from, to, delta, lifetime);
    return head ?? super.insert(to, new Map(delta.set), lifetime);
  }
}

/** Copies the row to its new id and leaves the old one alive. */
class CopyingStore extends RedisStore {
  override async move(from: string, to: string, delta: Delta, lifetime: Lifetime): Promise<RowHead | null> {
    const row = await super.read(from, 0);
    return row && "head" in row ? super.insert(to, applyDelta(row.entries, delta), lifetime) : null;
  }
}

/** Lets a new session take the place of another. */
class ReplacingStore extends RedisStore {
  override async insert(
    handle: string,
    entries: Map<string, string>,
    lifetime: Lifetime,
  ): Promise<RowHead | null> {
    await super.remove(handle);
    return super.insert(handle, entries, lifetime);
  }
}

/** Writes whatever stands there, though it was told what to expect. */
class CarelessStore extends RedisStore {
  override merge(handle: string, delta: Delta): Promise<MergeResult> {
    return super.merge(handle, delta);
  }
}

/** Migrates whatever stands there, as if nobody had saved since it was read. */
class HastyStore extends RedisStore {
  override async upgrade(handle: string, from: Row, delta: Delta): Promise<UpgradeResult> {
    const row = await super.read(handle, 0);
    return super.upgrade(handle, row && "head" in row ? row : from, delta);
  }
}

/** Never renews the idle timeout when it reads. */
class ForgetfulStore extends RedisStore {
  override read(handle: string): Promise<StoredRow | MovedSession | null> {
    return super.read(handle, 0);
  }
}

/** Reads a row and does not look at its absolute end. */
class EndlessStore extends RedisStore {
  readonly #client: Redis;
  readonly #keyPrefix: string;

  constructor(options: RedisStoreOptions) {
    super(options);
    this.#client = options.client as Redis;
    this.#keyPrefix = options.keyPrefix ?? "";
  }

  override async read(handle: string, renewMs: number): Promise<StoredRow | null> {
    const [client, keyPrefix] = [this.#client, this.#keyPrefix];
    const key = `${keyPrefix}{${handle.slice(0, 4)}}${handle.slice(4)}`;
    const text = await (renewMs > 0 ? client.getex(key, "PX", renewMs) : client.get(key));
    const row = decodeRow(text ?? "");
    return row === NEWER_FORMAT || "damage" in row ? null : { ...row, renewed: renewMs > 0 };
  }
}

let server: RedisServer;
let prefixes = 0;

beforeAll(async () => {
  server = await startRedisServer();
});

afterAll(() => server.stop());

type StoreClass = new (options: RedisStoreOptions) => RedisStore;

/** Whether stores of this class keep one promise. A case that does not end by itself is not kept. */
async function keeps(contractCase: ContractCase, Store: StoreClass): Promise<boolean> {
  const keyPrefix = `flawed-${(prefixes += 1)}:`;
  const clients = [connectRedis({ url: server.url }), connectRedis({ url: server.url })] as const;
  const running = runContractCase(contractCase, async (options) => ({
    first: new Store({ ...options, keyPrefix, client: clients[0] }),
    second: new Store({ ...options, keyPrefix, client: clients[1] }),
    close: () => Promise.resolve(),
  }));
  const isKept = await Promise.race([
    running.then(
      () => true,
      () => false,
    ),
    wait(10_000, false, { ref: false }),
  ]);
  for (const client of clients) client.disconnect();
  return isKept;
}

/** Those of S11 and of rotation have flaws and tests of their own, and none of these stores hangs. */
const cases = contractCases.filter(
  ({ rule, ability }) => rule !== "S11" && ability !== "deadlines" && ability !== "rotate",
);

/** The promises that stores of this class break. Those of S7 take real seconds, so they run beside all others. */
async function brokenBy(Store: StoreClass): Promise<string[]> {
  const kept = new Set<ContractCase>();
  const judge = async (contractCase: ContractCase): Promise<void> => {
    if (await keeps(contractCase, Store)) kept.add(contractCase);
  };
  const slow = cases.filter(({ rule }) => rule === "S7").map(judge);
  for (const contractCase of cases) if (contractCase.rule !== "S7") await judge(contractCase);
  await Promise.all(slow);
  return cases.filter((contractCase) => !kept.has(contractCase)).map(({ rule, name }) => `${rule}: ${name}`);
}

describe("the session store contract", () => {
  it("is kept by RedisStore", async () => {
    expect(await brokenBy(RedisStore)).toEqual([]);
  });

  it.each<[string, StoreClass, string[]]>([
    [
      "that saves whole records",
      WholeRecordStore,
      [
        "S3: two requests at once that change different keys lose neither change",
        "S3: a key removed by one request stays removed when another saves",
        "S3: of two requests that migrate one session at once neither loses its changes",
        "S3: updates count on from a value that the same request has set and saved, and a later save undoes none",
        "S3: flashes left at once by two requests are all read, and once",
        "S3: flashes() removes exactly what it returned, and not what was left meanwhile",
      ],
    ],
    [
      "that saves by upsert",
      UpsertStore,
      [
        "S4: a save of a session destroyed meanwhile is refused and does not bring it back",
        "S4: an update of a session destroyed meanwhile is refused and does not bring it back",
        "S4: a regenerate of a session destroyed meanwhile is refused and does not bring it back",
        "S5: a save in flight on the old id is gone after regenerate(), and the new session is untouched",
        "S5: of two regenerate() at once one wins and the other is told that the session is gone",
        "S7: what is past its absolute end is not there for any operation of the store, whatever time was left to it",
      ],
    ],
    [
      "whose regenerate() leaves the old row alive",
      CopyingStore,
      [
        "S8: nothing that a release of older data does to a session which was migrated meanwhile is stored",
        "S5: regenerate() moves all values to a new id, those saved meanwhile too, and the old id is dead at once",
        "S5: a save in flight on the old id is gone after regenerate(), and the new session is untouched",
        "S5: of two regenerate() at once one wins and the other is told that the session is gone",
      ],
    ],
    [
      "that inserts without asking whether the id is taken",
      ReplacingStore,
      ["S4: a new session never takes the place of another, and removing one twice is no error"],
    ],
    [
      "whose compare-and-set does not compare",
      CarelessStore,
      [
        "S3: of two requests that migrate one session at once neither loses its changes",
        "S3: 40 updates at once over two replicas count to exactly 40",
      ],
    ],
    [
      "that migrates without comparing",
      HastyStore,
      [
        "S3: what a release of older data saves before a migration is stored is migrated with the rest",
        "S3: of two requests that migrate one session at once neither loses its changes",
      ],
    ],
    [
      "whose reads do not renew",
      ForgetfulStore,
      [
        "S2: a process renews the idle timeout with its first read and not again within touchAfter",
        "S2: a cookie with a maxAge is sent again when its session is renewed, and only then",
        "S7: a session ends when it was not used for its idle timeout, and reads and saves renew it",
        "S7: a maxAge of the session's own is its idle timeout, and stays its cookie's on every replica",
        "S10: a slow response does not send the cookie of a session that was destroyed or moved meanwhile in this process",
      ],
    ],
    [
      "whose reads do not see the absolute end",
      EndlessStore,
      [
        "S7: what is past its absolute end is not there for any operation of the store, whatever time was left to it",
      ],
    ],
  ])("is broken by a store %s, in exactly these promises", async (_name, Store, broken) => {
    expect(await brokenBy(Store)).toEqual(broken);
  });
});
