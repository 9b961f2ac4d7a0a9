import assert from "node:assert/strict";
import type { SessionStore } from "../../core/store.ts";
import { CONTRACT_SECRET } from "../contract.ts";
import type { ContractCase } from "../contract.ts";
import { Door } from "../interleave.ts";
import { Browser, COOKIE_NAME } from "../replica.ts";
import type { Replica } from "../replica.ts";
import { watchStore } from "../store-calls.ts";
import { saveValues, signedIn, valuesAt } from "./visits.ts";

/** Expects that a replica takes none of these `Cookie` headers for a session, and asks its store for none. */
async function expectNone(replica: Replica, cookies: readonly string[]): Promise<void> {
  const calls = watchStore(replica.store);
  for (const cookie of cookies) {
    const isNew = await isNewWith(replica, cookie);
    assert.deepEqual({ isNew, calls: calls.length }, { isNew: true, calls: 0 }, cookie.slice(0, 20));
  }
}

/** Whether the session of a request with this `Cookie` header is new. A read neither gives nor takes a cookie. */
async function isNewWith(replica: Replica, cookie: string): Promise<boolean> {
  const browser = new Browser();
  browser.cookie = cookie;
  const isNew = await replica.visit(browser, (session) => session.isNew);
  assert.deepEqual(browser.lastSetCookies, []);
  return isNew;
}

/** The same text with one character changed, for each of its characters. */
function mutationsOf(value: string): string[] {
  return Array.from(
    value,
    (character, index) => value.slice(0, index) + (character === "A" ? "B" : "A") + value.slice(index + 1),
  );
}

/** The same store with other secrets, as the next release of an application has it. */
function withSecrets(store: SessionStore, secrets: readonly string[]): SessionStore {
  const settings = { ...store.settings, secrets };
  return new Proxy(store, {
    get(target, name) {
      if (name === "settings") return settings;
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === "function" ? (member.bind(target) as unknown) : member;
    },
  });
}

/** S6 and S9: which cookies count. */
export const cookieCases: readonly ContractCase[] = [
  {
    rule: "S6",
    ability: "carried",
    name: "ids and handles are all different, no handle tells its id, and the handle is the same on every replica",
    async run(stage) {
      const { first, second, browser } = await signedIn(stage);
      const names = new Set<string>();
      for (let count = 0; count < 50; count += 1) {
        await first.visit(new Browser(), (session) => {
          names.add(session.id).add(session.handle);
          assert.ok(!session.handle.includes(session.id.slice(4)));
        });
      }
      assert.equal(names.size, 100);
      const [one, two] = [
        await first.visit(browser, ({ handle }) => handle),
        await second.visit(browser, ({ handle }) => handle),
      ];
      assert.equal(one, two);
      assert.ok(!browser.cookie?.includes(one));
    },
  },
  {
    rule: "S6",
    ability: "carried",
    name: "a cookie of which any one character was changed gives a new session without a store call",
    async run(stage) {
      const { second, browser } = await signedIn(stage);
      const value = browser.cookie?.slice(COOKIE_NAME.length + 1) ?? "";
      const mutations = mutationsOf(value).map((mutation) => `${COOKIE_NAME}=${mutation}`);
      await expectNone(second, mutations);
    },
  },
  {
    rule: "S6",
    ability: "carried",
    name: "a cookie signed with an older secret counts, and is signed anew with the newest",
    async run(stage) {
      const stores = await stage.stores();
      const rotated = withSecrets(stores.second, [
        "the newest secret of the session store contract",
        CONTRACT_SECRET,
      ]);
      const [before, after] = [await stage.replica(stores.first), await stage.replica(rotated)];
      const browser = new Browser();
      await saveValues(before, browser);
      const old = browser.cookie;
      assert.deepEqual(await valuesAt(after, browser), { user: "ada" });
      assert.notEqual(browser.cookie, old);
      assert.deepEqual(await valuesAt(after, browser), { user: "ada" });
      assert.deepEqual(browser.lastSetCookies, [], "once is enough");
      await expectNone(before, [browser.cookie ?? ""]);
    },
  },
  {
    rule: "S9",
    ability: "carried",
    name: "absent, malformed and oversized cookies give a new session without a store call",
    async run(stage) {
      const { first, browser } = await signedIn(stage);
      const value = browser.cookie ?? "";
      const headers = [
        `${COOKIE_NAME}=`,
        COOKIE_NAME,
        `${COOKIE_NAME}="${value}"`,
        `${COOKIE_NAME}=${"A".repeat(8000)}`,
        `${COOKIE_NAME}=%00%0d%0a; ;;==;`,
        `not-${value}`,
        value.toUpperCase(),
        value.replace("=", "=s%3A"),
        `${value}x`,
        value.slice(0, -1),
      ];
      await expectNone(first, headers);
    },
  },
  {
    rule: "S9",
    ability: "carried",
    name: "of several cookies of one name the one that verifies counts, and two different ones that verify count as none",
    async run(stage) {
      const { first, browser } = await signedIn(stage);
      const other = new Browser();
      await saveValues(first, other, { user: "eve" });
      const [ada, eve] = [browser.cookie ?? "", other.cookie ?? ""];
      const forged = `${COOKIE_NAME}=forged`;
      assert.equal(await isNewWith(first, `theme=dark; ${forged};${ada}; ${ada}`), false);
      await expectNone(first, [`${ada}; ${eve}`]);
    },
  },
  {
    rule: "S9",
    ability: "rows",
    name: "a valid cookie whose session does not exist gives a new session under a new id",
    async run(stage) {
      const { first, second, browser } = await signedIn(stage);
      const handle = await first.visit(browser, (session) => session.handle);
      await first.store.remove(handle);
      const [isNew, next] = await second.visit(browser, async (session) => {
        session.set("user", "ada");
        await session.save();
        return [session.isNew, session.handle];
      });
      assert.equal(isNew, false, "saved by now");
      assert.notEqual(next, handle);
      assert.deepEqual(await valuesAt(first, browser), { user: "ada" });
    },
  },
  {
    rule: "S9",
    ability: "rows",
    name: "the cookie of a saved session is not set before the store has acknowledged",
    async run(stage) {
      const [replica] = await stage.replicas();
      const door = new Door();
      watchStore(replica.store, () => door.pass());
      const browser = new Browser();
      const visit = replica.visit(browser, async (session, { response }) => {
        session.set("user", "ada");
        const saved = session.save();
        await door.reached();
        const before = response.getHeader("Set-Cookie");
        door.open();
        await saved;
        return [before, response.hasHeader("Set-Cookie")];
      });
      assert.deepEqual(await visit, [undefined, true]);
    },
  },
];
