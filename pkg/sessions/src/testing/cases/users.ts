import assert from "node:assert/strict";
import type { ContractCase } from "../contract.ts";
import { Browser } from "../replica.ts";
import { watchStore } from "../store-calls.ts";
import {
  GONE,
  areLive,
  indexed,
  isLive,
  listed,
  manySignedIn,
  signIn,
  signInAll,
  storeOf,
} from "./bound-sessions.ts";
import { saveValues, valuesAt } from "./visits.ts";

/** S11: whose sessions: to list them and to end them. */
export const userCases: readonly ContractCase[] = [
  {
    rule: "S11",
    ability: "users",
    name: "sessionsOf() lists a user's sessions on every replica, the one bound longest ago first, and nobody else's",
    async run(stage) {
      const { first, second, handles } = await manySignedIn(stage, 4);
      await signIn(first, new Browser(), "bob");
      assert.deepEqual(await listed(first), handles);
      assert.deepEqual(await listed(second), handles);
      assert.deepEqual(await listed(first, "nobody"), []);
    },
  },
  {
    rule: "S11",
    ability: "users",
    name: "a listed session tells its times and its values, and looking at it is no use of it",
    async run(stage) {
      const { first, second, browsers } = await manySignedIn(stage, 1, { idleTimeout: 60 });
      await first.visit(browsers[0] ?? new Browser(), (session) => {
        session.set("cart", [{ sku: 1 }]);
        return session.save();
      });
      const calls = watchStore(second.store);
      const [session] = await storeOf(second).sessionsOf<{ user: string; cart: unknown }>("ada");
      assert.ok(session, "it is listed");
      assert.deepEqual(
        calls.map(({ operation }) => operation),
        ["entries", "inspect"],
      );
      assert.deepEqual([session.get("user"), session.get("cart")], ["ada", [{ sku: 1 }]]);
      assert.deepEqual(session.keys(), ["user", "cart"]);
      assert.ok(session.createdAt <= session.lastSeenAt, "it began before it was last seen");
      const idleMs = session.expiresAt.getTime() - session.lastSeenAt.getTime();
      assert.ok(Math.abs(idleMs - 60_000) < 1000, "it ends its idle timeout after it was last seen");
    },
  },
  {
    rule: "S11",
    ability: "users",
    name: "bind() stores the changes and the user in one write, of a new session and of a stored one",
    async run(stage) {
      const [first, second] = await stage.replicas();
      const browser = new Browser();
      const calls = watchStore(first.store);
      const bind = (n: number): Promise<void> =>
        first.visit(browser, (session) => {
          session.set("n", n);
          return session.bind("ada");
        });
      await bind(1);
      assert.deepEqual(await valuesAt(second, browser), { n: 1 });
      await bind(2);
      assert.deepEqual(await valuesAt(second, browser), { n: 2 });
      const writes = ["enter", "insert", "merge", "confirm"];
      const seen = calls.map(({ operation }) => operation).filter((operation) => writes.includes(operation));
      assert.deepEqual(seen, ["enter", "insert", "confirm", "enter", "merge", "confirm"]);
    },
  },
  {
    rule: "S11",
    ability: "users",
    name: "a session stays its user's when it gets another id, and is listed once, as bound when it was",
    async run(stage) {
      const { first, second, browsers } = await manySignedIn(stage, 2);
      const [before] = await storeOf(second).sessionsOf("ada");
      const [browser = new Browser()] = browsers;
      const handle = await first.visit(browser, async (session) => {
        await session.regenerate();
        return session.handle;
      });
      const [after, other, ...more] = await storeOf(second).sessionsOf("ada");
      assert.deepEqual([after?.handle, after?.boundAt, more], [handle, before?.boundAt, []]);
      assert.notEqual(other?.handle, handle);
      assert.equal(await storeOf(second).revoke("ada"), 2);
      assert.equal(await isLive(second, browser), false);
    },
  },
  {
    rule: "S11",
    ability: "users",
    name: "a session that another request binds while this one regenerates it is in the index under its new id",
    async run(stage) {
      const [first, second] = await stage.replicas();
      const browser = new Browser();
      await saveValues(first, browser);
      const handle = await second.visit(browser, async (session) => {
        await first.visit(browser.copy(), (other) => other.bind("ada"));
        await session.regenerate();
        return session.handle;
      });
      assert.deepEqual(await listed(first), [handle]);
    },
  },
  {
    rule: "S11",
    ability: "users",
    name: "a session bound to another user is listed for that one alone, and not ended with the first one's",
    async run(stage) {
      const { first, second, browsers } = await manySignedIn(stage, 1);
      const [browser = new Browser()] = browsers;
      await second.visit(browser, (session) => session.bind("bob"));
      assert.deepEqual([(await listed(first)).length, (await listed(first, "bob")).length], [0, 1]);
      assert.equal(await storeOf(first).revoke("ada"), 0);
      assert.equal(await isLive(second, browser), true);
    },
  },
  {
    rule: "S11",
    ability: "users",
    name: "destroy() takes the session out of the index",
    async run(stage) {
      const { first, second, browsers } = await manySignedIn(stage, 1);
      await second.visit(browsers[0] ?? new Browser(), (session) => session.destroy());
      assert.deepEqual(await indexed(first), []);
    },
  },
  {
    rule: "S11",
    ability: "users",
    name: "what expired is not listed, and is taken out of the index by the look at it",
    async run(stage) {
      const { first, second, handles } = await manySignedIn(stage, 3);
      await first.store.remove(handles[1] ?? ""); // as its idle timeout does
      const living = [handles[0], handles[2]];
      assert.deepEqual(await listed(second), living);
      const entries = await indexed(second);
      assert.deepEqual(
        entries.map(({ handle }) => handle),
        living,
      );
    },
  },
  {
    rule: "S11",
    ability: "users",
    name: "revoke() of one session ends that one, on every replica",
    async run(stage) {
      const { first, second, browsers, handles } = await manySignedIn(stage, 3);
      assert.equal(await storeOf(first).revoke("ada", { handle: handles[1] ?? "" }), 1);
      for (const replica of [first, second]) {
        assert.deepEqual(await areLive(replica, browsers), [true, false, true]);
      }
      assert.deepEqual(await listed(second), [handles[0], handles[2]]);
    },
  },
  {
    rule: "S11",
    ability: "users",
    name: "revoke() by the handle from before a regenerate() ends the session, also when it was bound again since",
    async run(stage) {
      const { first, second, browsers, handles } = await manySignedIn(stage, 2);
      await first.visit(browsers[0] ?? new Browser(), (session) => session.regenerate());
      await second.visit(browsers[0] ?? new Browser(), (session) => session.bind("ada"));
      assert.equal(await storeOf(second).revoke("ada", { handle: handles[0] ?? "" }), 1);
      assert.deepEqual(await areLive(first, browsers), [false, true]);
    },
  },
  {
    rule: "S11",
    ability: "users",
    name: "revoke() of all but one leaves that one, on every replica, and it can be used, moved and ended",
    async run(stage) {
      const { first, second, browsers, handles } = await manySignedIn(stage, 3);
      assert.equal(await storeOf(second).revoke("ada", { except: handles[1] ?? "" }), 2);
      for (const replica of [first, second]) {
        assert.deepEqual(await areLive(replica, browsers), [false, true, false]);
      }
      const [, browser = new Browser()] = browsers;
      await first.visit(browser, (session) => session.regenerate());
      await first.visit(browser, (session) => session.bind("ada"));
      assert.equal(await storeOf(second).revoke("ada"), 1);
      assert.equal(await isLive(first, browser), false);
    },
  },
  {
    rule: "S11",
    ability: "users",
    name: "revoke() of all ends all, on every replica, and a request that holds one cannot save it",
    async run(stage) {
      const { first, second, browsers } = await manySignedIn(stage, 3);
      const held = first.visit((browsers[0] ?? new Browser()).copy(), async (session) => {
        assert.equal(await storeOf(second).revoke("ada"), 3);
        session.set("late", true);
        await session.save();
      });
      await assert.rejects(held, GONE);
      for (const replica of [first, second]) {
        assert.deepEqual(await areLive(replica, browsers), [false, false, false]);
      }
      assert.deepEqual(await indexed(first), []);
      assert.equal(await storeOf(first).revoke("ada"), 0);
    },
  },
  {
    rule: "S11",
    ability: "users",
    name: "revoke() leaves the sessions of other users, also when it is given the handle of one",
    async run(stage) {
      const { first, second } = await manySignedIn(stage, 1);
      const bobs = await signInAll([first, second], 2, "bob");
      assert.equal(await storeOf(first).revoke("ada", { handle: bobs.handles[0] ?? "" }), 0);
      assert.equal(await storeOf(first).revoke("ada", { except: bobs.handles[0] ?? "" }), 1);
      assert.equal(await storeOf(first).revoke("ada"), 0);
      assert.deepEqual(await areLive(second, bobs.browsers), [true, true]);
    },
  },
];
