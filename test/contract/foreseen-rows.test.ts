import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RedisStore, connectRedis } from "hertz-sessions/redis";
import type { Redis } from "ioredis";
import { decodeRow, encodeRow } from "../../pkg/sessions/src/core/row/row.ts";
import type { Row } from "../../pkg/sessions/src/core/row/row.ts";
import type { Delta, Expectation, MergeResult } from "../../pkg/sessions/src/core/store.ts";
import { startRedisServer } from "../support/redis-server.ts";
import type { RedisServer } from "../support/redis-server.ts";
import { saveSession } from "../support/save-session.ts";
import type { AnySession } from "../support/save-session.ts";

const SECRETS = ["a secret of the tests, long enough"];
const NO_CHANGE: Delta = { clear: false, set: [], remove: [], idle: undefined };

let server: RedisServer;
let redis: Redis;

beforeAll(async () => {
  server = await startRedisServer();
  redis = await server.client();
});

afterAll(() => server.stop());

/** Notes of each save what the request held to be stored, and what was. */
class WatchedStore extends RedisStore {
  readonly saves: { known: string; stored: string | null }[] = [];

  override async merge(
    handle: string,
    delta: Delta,
    expected?: Expectation,
    known?: Row,
  ): Promise<MergeResult> {
    const stored = await redis.get(this.keyOf(handle));
    if (known) this.saves.push({ known: encodeRow(known), stored });
    return super.merge(handle, delta, expected, known);
  }
}

function createStore(): WatchedStore {
  const client = connectRedis({ url: server.url });
  server.adopt(client);
  return new WatchedStore({ client, keyPrefix: `${randomUUID()}:`, secrets: SECRETS, rotateAfter: 3600 });
}

const doings: [string, (session: AnySession) => unknown][] = [
  ["nothing", () => undefined],
  ["a save of changed, new and removed keys", (session) => change(session)],
  ["a save of a cleared session", (session) => clear(session)],
  ["an update of a key", (session) => session.update("n", (n) => Number(n) + 1)],
  ["an update that adds a key", (session) => session.update("added", () => "é\t\n%")],
  ["an update that removes a key", (session) => session.update("n", () => undefined)],
  ["regenerate()", (session) => session.regenerate()],
  ["rotate()", (session) => session.rotate()],
  ["bind()", (session) => session.bind("ada lovelace/é")],
  ["an idle timeout of its own", (session) => live(session)],
];

async function change(session: AnySession): Promise<void> {
  session.delete("user");
  session.set("n", 2);
  session.set("café", { "a\tb": ["\n", "\u{1F600}"] });
  session.addFlash("hello");
  await session.save();
}

async function clear(session: AnySession): Promise<void> {
  session.clear();
  session.set("z", 1);
  session.set("user", "eve");
  await session.save();
}

async function live(session: AnySession): Promise<void> {
  session.options({ maxAge: 86_400 });
  await session.save();
}

describe("the row that a request holds to be stored", () => {
  it.each(doings)(
    "is spelled as Redis has it after %s, by this request and by another",
    async (_name, done) => {
      const store = createStore();
      const session = await saveSession(store, { user: "ada", n: 1, list: [1, 2] });
      await done(session);
      session.set("last", 1);
      await session.save();
      const other = await store.open<Record<string, unknown>>(session.id);
      other?.set("last", 2);
      await other?.save();
      expect(store.saves.length).toBeGreaterThanOrEqual(2);
      for (const { known, stored } of store.saves) expect(known).toBe(stored);
    },
  );
});

describe("a merge", () => {
  const deltas: [string, Partial<Delta>][] = [
    ["nothing", {}],
    ["a changed text", { set: [["n", "2"]] }],
    ["new texts, in their order", { set: [["z", '"%1"'], ["a", '"é"']] }], // prettier-ignore
    ["a removed text", { remove: ["user"] }],
    ["a text that is removed and set", { remove: ["user"], set: [["user", '"eve"']] }], // prettier-ignore
    ["a text for a name that others begin with", { set: [["us", "1"]] }],
    ["a cleared row", { clear: true, set: [["n", "3"]] }],
    ["another idle timeout", { idle: { seconds: 60, fromMaxAge: true } }],
    ["another user", { user: "é a" }],
    ["many changes", { set: Array.from({ length: 40 }, (_, i) => [`k${i}`, String(i)] as const) }],
  ];

  it.each(deltas)("stores the same of %s, whether or not it knows the row", async (_name, part) => {
    const delta = { ...NO_CHANGE, ...part };
    const store = createStore();
    const { id, handle } = await saveSession(store, { user: "ada", username: "ada", n: 1 });
    const key = store["keyOf"](handle);
    const text = (await redis.get(key)) ?? "";
    const outcomes: unknown[] = [];
    for (const known of [undefined, decodeRow(text) as Row]) {
      await redis.set(key, text);
      const result = await store.merge(handle, delta, undefined, known);
      outcomes.push([result, await redis.get(key), Math.round((await redis.pttl(key)) / 5000)]);
    }
    expect(outcomes[1]).toEqual(outcomes[0]);
    expect(await store.open(id)).not.toBeNull();
  });

  it("whose row is out of date leaves what others wrote since", async () => {
    const store = createStore();
    const session = await saveSession(store, { user: "ada", n: 1 });
    const other = await store.open<Record<string, unknown>>(session.id);
    other?.set("n", 7);
    await other?.save();
    session.set("user", "eve");
    await session.save();
    const found = await store.open<Record<string, unknown>>(session.id);
    expect([found?.get("user"), found?.get("n")]).toEqual(["eve", 7]);
  });
});
