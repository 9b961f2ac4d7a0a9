import assert from "node:assert/strict";
import type { ContractCase } from "../contract.ts";
import { createMeeting } from "../interleave.ts";
import { Browser } from "../replica.ts";
import type { AnySession } from "../replica.ts";
import { signedIn, valuesAt } from "./visits.ts";

const GONE = { code: "ERR_SESSION_GONE", status: 401 };

/** A session that another request ends while this one holds it: whatever is tried then is refused, and brings nothing back. */
function destroyWins(name: string, attempt: (session: AnySession) => Promise<unknown>): ContractCase {
  return {
    rule: "S4",
    ability: "destroy",
    name,
    async run(stage) {
      const { first, second, browser } = await signedIn(stage);
      const late = second.visit(browser.copy(), async (session) => {
        await first.visit(browser.copy(), (other) => other.destroy());
        await attempt(session);
      });
      await assert.rejects(late, GONE);
      for (const replica of [first, second]) {
        assert.equal(await replica.visit(browser.copy(), (session) => session.isNew), true);
      }
    },
  };
}

/** S4: destroy wins. S5: a new id at login. */
export const destroyCases: readonly ContractCase[] = [
  destroyWins("a save of a session destroyed meanwhile is refused and does not bring it back", (session) => {
    session.set("late", true);
    return session.save();
  }),
  destroyWins("an update of a session destroyed meanwhile is refused and does not bring it back", (session) =>
    session.update("late", () => true),
  ),
  destroyWins(
    "a regenerate of a session destroyed meanwhile is refused and does not bring it back",
    (session) => session.regenerate(),
  ),
  {
    rule: "S4",
    ability: "rows",
    name: "a session that was destroyed is new to every replica at once, under another id",
    async run(stage) {
      const { first, second, browser } = await signedIn(stage);
      const old = await second.visit(browser.copy(), (session) => session.handle);
      const stale = browser.copy();
      await first.visit(browser, (session) => session.destroy());
      assert.equal(browser.cookie, undefined, "the browser lost its cookie");
      for (const replica of [first, second]) {
        const [isNew, handle] = await replica.visit(stale.copy(), (session) => [
          session.isNew,
          session.handle,
        ]);
        assert.equal(isNew, true);
        assert.notEqual(handle, old);
      }
    },
  },
  {
    rule: "S4",
    ability: "rows",
    name: "renewing a session that does not exist makes none",
    async run(stage) {
      const { first, second, browser } = await signedIn(stage);
      const handle = await first.visit(browser, (session) => session.handle);
      await first.store.remove(handle);
      await second.store.renew(handle, 60_000);
      assert.equal(await second.store.read(handle, 60_000), null);
    },
  },
  {
    rule: "S4",
    ability: "destroy",
    name: "a new session never takes the place of another, and removing one twice is no error",
    async run(stage) {
      const { first, second, browser } = await signedIn(stage);
      const handle = await first.visit(browser, (session) => session.handle);
      const lifetime = { idle: { seconds: 60, fromMaxAge: false }, absoluteSeconds: 60 };
      const entries = new Map([['"user"', '"eve"']]);
      assert.equal(await second.store.insert(handle, entries, lifetime), null);
      assert.equal(await second.store.insert(handle, entries, { ...lifetime, mayComeLate: true }), null);
      assert.deepEqual(await valuesAt(second, browser), { user: "ada" });
      await first.store.remove(handle);
      await first.store.remove(handle);
    },
  },
  {
    rule: "S5",
    ability: "regenerate",
    name: "regenerate() moves all values to a new id, those saved meanwhile too, and the old id is dead at once",
    async run(stage) {
      const { first, second, browser } = await signedIn(stage, { cart: [1] });
      const old = browser.copy();
      const [before, after] = await first.visit(browser, async (session) => {
        const handles = [session.handle];
        session.set("user", "ada");
        await second.visit(old.copy(), (other) => {
          other.set("seen", true);
          return other.save();
        });
        await session.regenerate();
        return [...handles, session.handle];
      });
      assert.notEqual(after, before);
      assert.notEqual(browser.cookie, old.cookie);
      assert.deepEqual(await valuesAt(second, browser), { cart: [1], seen: true, user: "ada" });
      for (const replica of [first, second]) {
        assert.equal(await replica.visit(old.copy(), (session) => session.isNew), true);
      }
    },
  },
  {
    rule: "S5",
    ability: "regenerate",
    name: "a save in flight on the old id is gone after regenerate(), and the new session is untouched",
    async run(stage) {
      const { first, second, browser } = await signedIn(stage);
      const inFlight = second.visit(browser.copy(), async (session) => {
        session.set("late", true);
        await first.visit(browser, (other) => other.regenerate());
        await session.save();
      });
      await assert.rejects(inFlight, GONE);
      assert.deepEqual(await valuesAt(second, browser), { user: "ada" });
    },
  },
  {
    rule: "S5",
    ability: "regenerate",
    name: "of two regenerate() at once one wins and the other is told that the session is gone",
    async run(stage) {
      const { first, second, browser } = await signedIn(stage);
      const browsers = [browser.copy(), browser.copy()] as const;
      const meeting = createMeeting(2);
      const regenerateAtOnce = async (session: AnySession): Promise<void> => {
        await meeting();
        await session.regenerate();
      };
      const outcomes = await Promise.allSettled([
        first.visit(browsers[0], regenerateAtOnce),
        second.visit(browsers[1], regenerateAtOnce),
      ]);
      assert.deepEqual(outcomes.map((outcome) => outcome.status).toSorted(), ["fulfilled", "rejected"]);
      const winner = outcomes[0].status === "fulfilled" ? browsers[0] : browsers[1];
      assert.deepEqual(await valuesAt(second, winner), { user: "ada" });
    },
  },
  {
    rule: "S5",
    ability: "carried",
    name: "a session that is new gets another id from regenerate(), and is stored under that one alone",
    async run(stage) {
      const [replica] = await stage.replicas();
      const browser = new Browser();
      const [before, after] = await replica.visit(browser, async (session) => {
        const ids = [session.id];
        await session.regenerate();
        session.set("user", "ada");
        await session.save();
        return [...ids, session.id];
      });
      assert.notEqual(before, after);
      assert.equal(await replica.visit(browser, (session) => session.id), after);
    },
  },
];
