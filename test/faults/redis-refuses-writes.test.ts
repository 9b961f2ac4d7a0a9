import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Redis } from "ioredis";
import { Browser } from "../../pkg/sessions/src/testing/replica.ts";
import type { AnySession } from "../../pkg/sessions/src/testing/replica.ts";
import { countCommands } from "../support/command-counter.ts";
import { failureOf, signIn, startFaultReplica } from "../support/fault-replica.ts";
import type { FaultReplica, FaultVisitor } from "../support/fault-replica.ts";
import { freePort } from "../support/free-port.ts";
import { startRedisServer } from "../support/redis-server.ts";
import type { RedisServer } from "../support/redis-server.ts";

/** A state in which Redis answers but does not write. */
interface Refusal {
  readonly code: string;
  /** Whether it refuses `GETEX` and `DEL` as well: those that need no memory are allowed when there is none. */
  readonly refusesAll: boolean;
  begin(): Promise<unknown>;
  end(): Promise<unknown>;
}

let server: RedisServer;
let redis: Redis;
let app: FaultReplica;

const REFUSALS: readonly Refusal[] = [
  {
    code: "READONLY",
    refusesAll: true,
    begin: async () => redis.replicaof("127.0.0.1", await freePort()),
    end: () => redis.replicaof("NO", "ONE"),
  },
  {
    code: "NOREPLICAS",
    refusesAll: true,
    begin: () => redis.config("SET", "min-replicas-to-write", 1),
    end: () => redis.config("SET", "min-replicas-to-write", 0),
  },
  {
    code: "NOPERM",
    refusesAll: true,
    begin: () => redis.acl("SETUSER", "default", "-getex", "-evalsha", "-eval", "-set", "-del", "-pexpire"),
    end: () => redis.acl("SETUSER", "default", "+@all"),
  },
  {
    code: "OOM",
    refusesAll: false,
    begin: () => redis.config("SET", "maxmemory", 1),
    end: () => redis.config("SET", "maxmemory", 0),
  },
];

beforeAll(async () => {
  server = await startRedisServer();
  redis = await server.client();
  app = await startFaultReplica(server);
});

afterAll(async () => {
  await app.replica.close();
  await server.stop();
});

/** Everything that Redis holds, in an order of its own. */
async function everything(): Promise<(readonly [key: string, row: string | null])[]> {
  const keys = (await redis.keys("*")).toSorted();
  return Promise.all(keys.map(async (key) => [key, await redis.get(key)] as const));
}

/** The error of a write that one request makes in this state of Redis; nothing may come of it. */
async function refusedWrite(
  { begin, end }: Refusal,
  write: (session: AnySession) => Promise<unknown>,
): Promise<{ error: unknown; visitor: FaultVisitor }> {
  const visitor = await signIn(app);
  const before = await everything();
  const error = await app.replica.visit(visitor.browser, async (session) => {
    session.set("refused", true);
    await begin();
    return failureOf(write(session), visitor);
  });
  expect(visitor.browser.lastSetCookies).toEqual([]);
  expect(await everything()).toEqual(before);
  await end();
  return { error, visitor };
}

describe.each(REFUSALS)("while Redis refuses to write with $code", (refusal) => {
  const { code, refusesAll, begin, end } = refusal;
  const failed = {
    name: "SessionStoreError",
    code: "ERR_SESSION_STORE_FAILED",
    status: 503,
    cause: expect.objectContaining({ message: expect.stringMatching(new RegExp(`^${code}`)) }),
  };

  afterEach(() => end());

  it("sessions are read, also by a process that would have renewed them", async () => {
    const visitor = await signIn(app);
    const other = await startFaultReplica(server);
    await begin();
    for (const { replica } of [app, other, other]) {
      expect(await replica.visit(visitor.browser, (session) => session.handle)).toBe(visitor.handle);
    }
    await other.replica.close();
  });

  it("each read costs one command once the refusal is known", async () => {
    const visitor = await signIn(app);
    const other = await startFaultReplica(server, { touchAfter: 0 });
    await begin();
    const read = async (): Promise<void> => other.replica.visit(visitor.browser, () => undefined);
    await read();
    expect(await countCommands(redis, read)).toEqual(refusesAll ? { get: 1 } : { getex: 1 });
    await other.replica.close();
  });

  it.each<[string, (session: AnySession) => Promise<unknown>]>([
    ["save()", (session) => session.save()],
    ["update()", (session) => session.update("n", () => 1)],
    ["regenerate()", (session) => session.regenerate()],
    ["rotate()", (session) => session.rotate()],
  ])(
    "%s rejects, nothing is stored, and it succeeds under the old id once Redis writes",
    async (_name, write) => {
      const { error, visitor } = await refusedWrite(refusal, write);
      expect(error).toMatchObject(failed);
      const again = await app.replica.visit(visitor.browser, async (session) => {
        const found = [session.handle, session.has("refused")];
        await write(session);
        return found;
      });
      expect(again).toEqual([visitor.handle, false]);
    },
  );

  it("a new session is not stored, and gets no cookie", async () => {
    const before = await everything();
    const browser = new Browser();
    const error = await app.replica.visit(browser, async (session) => {
      session.set("user", "ada");
      await begin();
      return failureOf(session.save());
    });
    expect(error).toMatchObject({ ...failed, operation: "insert" });
    expect([browser.lastSetCookies, await everything()]).toEqual([[], before]);
  });
});

describe.each(REFUSALS.filter(({ refusesAll }) => refusesAll))(
  "while Redis refuses with $code",
  (refusal) => {
    afterEach(() => refusal.end());

    it("destroy() rejects, and leaves the session and its cookie", async () => {
      const { error, visitor } = await refusedWrite(refusal, (session) => session.destroy());
      expect(error).toMatchObject({ code: "ERR_SESSION_STORE_FAILED", status: 503, operation: "remove" });
      expect(await app.replica.visit(visitor.browser, (session) => session.isNew)).toBe(false);
    });
  },
);

describe.each(REFUSALS.filter(({ refusesAll }) => !refusesAll))(
  "while Redis refuses with $code",
  (refusal) => {
    afterEach(() => refusal.end());

    it("destroy() ends the session: to remove one needs no memory", async () => {
      const visitor = await signIn(app);
      await refusal.begin();
      await app.replica.visit(visitor.browser, (session) => session.destroy());
      expect([visitor.browser.cookie, await redis.exists(visitor.key)]).toEqual([undefined, 0]);
    });
  },
);

describe("while Redis lets this user run scripts but not GET", () => {
  afterEach(() => redis.acl("SETUSER", "default", "+@all"));

  it("save() of a living session is an error of the store: it is not told that it has ended", async () => {
    const { browser } = await signIn(app);
    const late = app.replica.visit(browser, async (session) => {
      await redis.acl("SETUSER", "default", "-get");
      session.set("late", true);
      await session.save();
    });
    await expect(late).rejects.toMatchObject({ code: "ERR_SESSION_STORE_FAILED", status: 503 });
  });
});
