import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import type { ContractCase } from "../contract.ts";
import { Browser } from "../replica.ts";
import type { Replica } from "../replica.ts";
import { saveValues, signedIn } from "./visits.ts";

const SAVED = { isNew: false };

async function isNewAt(replica: Replica, browser: Browser): Promise<{ isNew: boolean }> {
  return { isNew: await replica.visit(browser, (session) => session.isNew) };
}

/** Real seconds: the only cases that wait. */
export const lifetimeCases: readonly ContractCase[] = [
  {
    rule: "S7",
    ability: "lifetimes",
    name: "a session ends when it was not used for its idle timeout, and reads and saves renew it",
    async run(stage) {
      const [first, second] = await stage.replicas({ idleTimeout: 1, touchAfter: 0 });
      const [used, unused] = [new Browser(), new Browser()];
      for (const browser of [used, unused]) {
        await saveValues(first, browser);
      }
      for (let round = 0; round < 3; round += 1) {
        await wait(450);
        assert.deepEqual(await isNewAt(second, used), SAVED);
      }
      assert.deepEqual(await isNewAt(second, unused), { isNew: true });
    },
  },
  {
    rule: "S7",
    ability: "lifetimes",
    name: "a session ends at its absolute timeout however much it is used and saved",
    async run(stage) {
      const [first, second] = await stage.replicas({ idleTimeout: 5, absoluteTimeout: 1, touchAfter: 0 });
      const browser = new Browser();
      await saveValues(first, browser, { n: 0 });
      for (let round = 1; round < 3; round += 1) {
        await wait(250);
        await saveValues(second, browser, { n: round });
      }
      await wait(700);
      for (const replica of [first, second]) {
        assert.deepEqual(await isNewAt(replica, browser), { isNew: true });
      }
    },
  },
  {
    rule: "S7",
    ability: "destroy",
    name: "what is past its absolute end is not there for any operation of the store, whatever time was left to it",
    async run(stage) {
      const { first, second } = await stage.stores({ idleTimeout: 60, absoluteTimeout: 1 });
      const browser = new Browser();
      const replica = await stage.replica(first);
      await saveValues(replica, browser);
      const handle = await replica.visit(browser, (session) => session.handle);
      await second.renew(handle, 60_000);
      await wait(1050);
      const nothing = { clear: false, set: [], remove: [], idle: undefined };
      assert.equal(await second.read(handle, 60_000), null);
      assert.equal(await second.merge(handle, nothing), "gone");
    },
  },
  {
    rule: "S7",
    ability: "lifetimes",
    name: "a maxAge of the session's own is its idle timeout, and stays its cookie's on every replica",
    async run(stage) {
      const [first, second] = await stage.replicas({ idleTimeout: 1, touchAfter: 0 });
      const browser = new Browser();
      await first.visit(browser, (session) => {
        session.set("user", "ada");
        session.options({ maxAge: 600 });
        return session.save();
      });
      const expiresAt = await second.visit(browser, (session) => session.expiresAt.getTime());
      assert.ok(Math.abs(expiresAt - Date.now() - 600_000) < 5000, "ten minutes from now");
      assert.match(browser.lastSetCookies.join(), /Max-Age=600/);
      await wait(1100);
      assert.deepEqual(await isNewAt(first, browser), SAVED);
    },
  },
  {
    rule: "S7",
    ability: "rows",
    name: "a maxAge below 0 makes save() end the session",
    async run(stage) {
      const { first, second, browser } = await signedIn(stage);
      const old = browser.copy();
      await first.visit(browser, (session) => {
        session.options({ maxAge: -1 });
        return session.save();
      });
      assert.equal(browser.cookie, undefined);
      assert.deepEqual(await isNewAt(second, old), { isNew: true });
    },
  },
];
