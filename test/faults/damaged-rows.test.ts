import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Redis } from "ioredis";
import type { AnySession } from "../../pkg/sessions/src/testing/replica.ts";
import { catchWarnings } from "../support/catch-warnings.ts";
import { failureOf, keyOf, signIn, startFaultReplica } from "../support/fault-replica.ts";
import type { FaultReplica, FaultVisitor } from "../support/fault-replica.ts";
import { startRedisServer } from "../support/redis-server.ts";
import type { RedisServer } from "../support/redis-server.ts";

const LIFE_MS = 500_000;
const GONE = { code: "ERR_SESSION_GONE", status: 401 };

let server: RedisServer;
let redis: Redis;
let app: FaultReplica;

beforeAll(async () => {
  server = await startRedisServer();
  redis = await server.client();
  app = await startFaultReplica(server);
});

afterAll(async () => {
  await app.replica.close();
  await server.stop();
});

/** Puts another value under the key of a visitor's session. */
type Damage = (key: string, row: string) => Promise<unknown>;

/** A text instead of the row, or made of it. */
function text(replace: (row: string) => string): Damage {
  return (key, row) => redis.set(key, replace(row));
}

/** The row with another field in its first line. */
function field(index: number, value: string): Damage {
  return text((row) => {
    const [first = "", ...entries] = row.split("\n");
    const fields = first.split("\t");
    fields[index] = value;
    return [fields.join("\t"), ...entries].join("\n");
  });
}

const OTHER_TYPES: [string, Damage][] = [
  ["a list", (key) => redis.multi().del(key).rpush(key, "private", "of another").exec()],
  ["a hash", (key) => redis.multi().del(key).hset(key, { private: "of another" }).exec()],
  ["a stream", (key) => redis.multi().del(key).xadd(key, "*", "private", "of another").exec()],
];

const DAMAGED_TEXTS: [string, Damage][] = [
  ["an empty text", text(() => "")],
  ["bytes that are no text", (key) => redis.set(key, Buffer.from([0, 255, 254, 10, 9, 0]))],
  ["the JSON of another library", text(() => '{"cookie":{},"private":"of another"}')],
  ["a row cut in its first line", text((row) => row.slice(0, 20))],
  ["a row without its first line", text((row) => row.slice(row.indexOf("\n") + 1))],
  ["a row with a missing field", text((row) => row.replace("\t1800\t", "\t"))],
  ["a row with a field too many", text((row) => row.replace("\n", "\tprivate\n"))],
  ["a row whose time is no time", field(2, "private")],
  ["a row whose time has too many digits", field(2, "1795439450123000")],
  ["a row whose user nobody encoded", field(5, "%private")],
  ["a row with a line that has no name", text((row) => `${row}\nprivate`)],
];

async function damagedVisitor(damage: Damage): Promise<{ visitor: FaultVisitor; before: Buffer | null }> {
  const visitor = await signIn(app);
  await damage(visitor.key, (await redis.get(visitor.key)) ?? "");
  await redis.pexpire(visitor.key, LIFE_MS);
  return { visitor, before: await redis.dumpBuffer(visitor.key) };
}

describe.each([...OTHER_TYPES, ...DAMAGED_TEXTS])(
  "what stands under the key of a session, %s,",
  (_name, damage) => {
    it("counts as no session, with one warning that does not show it, and stays as it is", async () => {
      const { visitor, before } = await damagedVisitor(damage);
      const warnings = catchWarnings();
      for (const browser of [visitor.browser.copy(), visitor.browser]) {
        const found = await app.replica.visit(browser, (session) => [session.isNew, session.keys()]);
        expect([found, browser.lastSetCookies]).toEqual([[true, []], []]);
      }
      expect(warnings).toEqual([
        { code: "WRN_SESSION_UNREADABLE", message: expect.not.stringContaining("private") },
      ]);
      expect(warnings[0]?.message).not.toContain(visitor.handle);
      expect(await redis.dumpBuffer(visitor.key)).toEqual(before);
    });

    it("lets the visitor sign in under a new id, and stays as it is", async () => {
      const { visitor, before } = await damagedVisitor(damage);
      catchWarnings();
      const handle = await app.replica.visit(visitor.browser, async (session) => {
        await session.regenerate();
        session.set("user", "ada");
        await session.save();
        return session.handle;
      });
      expect(await app.replica.visit(visitor.browser, (session) => session.get("user"))).toBe("ada");
      expect([handle === visitor.handle, await redis.exists(keyOf(handle))]).toEqual([false, 1]);
      expect(await redis.dumpBuffer(visitor.key)).toEqual(before);
    });

    it.each<[string, (session: AnySession) => Promise<unknown>]>([
      ["save()", (session) => session.save()],
      ["update()", (session) => session.update("other", () => 1)],
      ["regenerate()", (session) => session.regenerate()],
    ])("refuses %s of one who read the session before, and stays as it is", async (_operation, write) => {
      const visitor = await signIn(app);
      const before = await app.replica.visit(visitor.browser, async (session) => {
        await damage(visitor.key, (await redis.get(visitor.key)) ?? "");
        session.set("late", true);
        const dump = await redis.dumpBuffer(visitor.key);
        expect(await failureOf(write(session), visitor)).toMatchObject(GONE);
        return dump;
      });
      expect(await redis.dumpBuffer(visitor.key)).toEqual(before);
    });
  },
);

describe.each(OTHER_TYPES)("what stands under the key of a session, %s,", (_name, damage) => {
  it("keeps its lifetime when a process reads it that would renew a session", async () => {
    const { visitor } = await damagedVisitor(damage);
    catchWarnings();
    const other = await startFaultReplica(server);
    expect(await other.replica.visit(visitor.browser, (session) => session.isNew)).toBe(true);
    const leftMs = await redis.pttl(visitor.key);
    expect(leftMs).toBeLessThanOrEqual(LIFE_MS);
    expect(leftMs).toBeGreaterThan(LIFE_MS - 10_000);
    await other.replica.close();
  });
});

describe("a row in a newer format", () => {
  const NEWER = { name: "SessionStoreError", code: "ERR_SESSION_FORMAT_NEWER", status: 503 };
  const newer = text((row) => row.replace("@\t1\t", "@\t2\t"));

  it("is a 503 with a code of its own, and neither the row nor the cookie is touched", async () => {
    const { visitor, before } = await damagedVisitor(newer);
    const warnings = catchWarnings();
    expect(
      await failureOf(
        app.replica.visit(visitor.browser, () => undefined),
        visitor,
      ),
    ).toMatchObject(NEWER);
    expect([visitor.browser.lastSetCookies, warnings]).toEqual([[], []]);
    expect(await redis.dumpBuffer(visitor.key)).toEqual(before);
  });

  it.each<[string, (session: AnySession) => Promise<unknown>]>([
    ["save()", (session) => session.save()],
    ["update()", (session) => session.update("other", () => 1)],
    ["regenerate()", (session) => session.regenerate()],
  ])("refuses %s of one who read the session in the format of today", async (_name, write) => {
    const visitor = await signIn(app);
    const before = await app.replica.visit(visitor.browser, async (session) => {
      await newer(visitor.key, (await redis.get(visitor.key)) ?? "");
      session.set("late", true);
      expect(await failureOf(write(session), visitor)).toMatchObject(NEWER);
      return redis.get(visitor.key);
    });
    expect(before).toMatch(/^@\t2\t/);
    expect([await redis.get(visitor.key), visitor.browser.lastSetCookies]).toEqual([before, []]);
  });
});

describe("a value that its serializer cannot parse", () => {
  const broken = text((row) => `${row}\n"cart"\t{"private`);

  it("is absent with one warning, however many requests ask for it; the rest of the session is there", async () => {
    const { visitor } = await damagedVisitor(broken);
    const warnings = catchWarnings();
    for (let request = 0; request < 2; request += 1) {
      const values = await app.replica.visit(visitor.browser, (session) => [
        session.get("cart"),
        session.get("cart"),
        session.has("private"),
      ]);
      expect(values).toEqual([undefined, undefined, true]);
    }
    expect(warnings).toEqual([
      { code: "WRN_SESSION_UNREADABLE", message: expect.not.stringContaining("private") },
    ]);
  });

  it("stays byte for byte when another key is saved and when the session gets a new id", async () => {
    const { visitor } = await damagedVisitor(broken);
    catchWarnings();
    const handle = await app.replica.visit(visitor.browser, async (session) => {
      session.get("cart");
      session.set("user", "ada");
      await session.save();
      expect(await redis.get(visitor.key)).toContain('\n"cart"\t{"private\n"user"\t"ada"');
      await session.regenerate();
      return session.handle;
    });
    expect(await redis.get(keyOf(handle))).toContain('\n"cart"\t{"private\n"user"\t"ada"');
  });

  it("is replaced when the handler sets its key", async () => {
    const { visitor } = await damagedVisitor(broken);
    catchWarnings();
    await app.replica.visit(visitor.browser, (session) => {
      session.set("cart", [1]);
      return session.save();
    });
    expect(await redis.get(visitor.key)).toMatch(/\n"cart"\t\[1\]$/);
  });
});
