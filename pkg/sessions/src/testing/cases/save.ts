import assert from "node:assert/strict";
import type { ContractCase } from "../contract.ts";
import { createMeeting } from "../interleave.ts";
import { Browser } from "../replica.ts";
import type { AnySession, Replica } from "../replica.ts";
import { watchStore } from "../store-calls.ts";
import { signedIn, valuesAt } from "./visits.ts";

/** Lets two requests hold the session at once, and save what they changed one after the other. */
async function interleave(
  [first, changeFirst]: readonly [Replica, (session: AnySession) => void],
  [second, changeSecond]: readonly [Replica, (session: AnySession) => void],
  browser: Browser,
): Promise<void> {
  const meeting = createMeeting(2);
  const requests = [
    first.visit(browser.copy(), async (session) => {
      changeFirst(session);
      await meeting();
      await session.save();
    }),
    second.visit(browser.copy(), async (session) => {
      changeSecond(session);
      await meeting();
      await requests[0];
      await session.save();
    }),
  ];
  await Promise.all(requests);
}

/** S3: saves are deltas. */
export const saveCases: readonly ContractCase[] = [
  {
    rule: "S3",
    ability: "deltas",
    name: "two requests at once that change different keys lose neither change",
    async run(stage) {
      const { first, second, browser } = await signedIn(stage, { kept: 1, changed: "old", removed: true });
      await interleave(
        [first, (session) => session.set("changed", "new")],
        [
          second,
          (session) => {
            session.set("added", [1]);
            session.delete("removed");
          },
        ],
        browser,
      );
      assert.deepEqual(await valuesAt(first, browser), { kept: 1, changed: "new", added: [1] });
    },
  },
  {
    rule: "S3",
    ability: "deltas",
    name: "on one key the last save wins",
    async run(stage) {
      const { first, second, browser } = await signedIn(stage);
      await interleave(
        [first, (session) => session.set("n", 1)],
        [second, (session) => session.set("n", 2)],
        browser,
      );
      assert.deepEqual(await valuesAt(first, browser), { user: "ada", n: 2 });
    },
  },
  {
    rule: "S3",
    ability: "deltas",
    name: "a key removed by one request stays removed when another saves",
    async run(stage) {
      const { first, second, browser } = await signedIn(stage, { user: "ada", cart: [1] });
      await interleave(
        [first, (session) => session.delete("cart")],
        [second, (session) => session.set("n", 1)],
        browser,
      );
      assert.deepEqual(await valuesAt(first, browser), { user: "ada", n: 1 });
    },
  },
  {
    rule: "S3",
    ability: "deltas",
    name: "clear() removes the keys of other requests too, and what is set later stands",
    async run(stage) {
      const { first, second, browser } = await signedIn(stage, { user: "ada", cart: [1] });
      await interleave(
        [first, (session) => session.set("added", true)],
        [
          second,
          (session) => {
            session.clear();
            session.set("user", "ada");
          },
        ],
        browser,
      );
      assert.deepEqual(await valuesAt(first, browser), { user: "ada" });
    },
  },
  {
    rule: "S3",
    ability: "deltas",
    name: "clear() of a session that was empty when it was loaded removes the keys of other requests too",
    async run(stage) {
      const { first, second, browser } = await signedIn(stage);
      await first.visit(browser, (session) => {
        session.delete("user");
        return session.save();
      });
      await interleave(
        [first, (session) => session.set("planted", true)],
        [
          second,
          (session) => {
            session.clear();
            session.set("user", "eve");
          },
        ],
        browser,
      );
      assert.deepEqual(await valuesAt(first, browser), { user: "eve" });
    },
  },
  {
    rule: "S3",
    ability: "rows",
    name: "save() makes no store call when nothing changed, or an equal value was set",
    async run(stage) {
      const { second, browser } = await signedIn(stage, { user: "ada", cart: [{ sku: 1 }] });
      const calls = watchStore(second.store);
      await second.visit(browser, async (session) => {
        await session.save();
        session.set("cart", [{ sku: 1 }]);
        session.get("user");
        session.delete("absent");
        await session.save();
      });
      assert.deepEqual(
        calls.map((call) => call.operation),
        ["read"],
      );
    },
  },
  {
    rule: "S3",
    ability: "carried",
    name: "a new session without a value makes no store call and gets no cookie",
    async run(stage) {
      const [replica] = await stage.replicas();
      const calls = watchStore(replica.store);
      const browser = new Browser();
      await replica.visit(browser, (session) => session.save());
      assert.deepEqual(calls, []);
      assert.deepEqual(browser.lastSetCookies, []);
    },
  },
  {
    rule: "S3",
    ability: "deltas",
    name: "a value that is changed in place is saved, and alone",
    async run(stage) {
      const { first, second, browser } = await signedIn(stage, { cart: [1], other: { n: 1 } });
      const calls = watchStore(second.store);
      await second.visit(browser, (session) => {
        (session.get("cart") as number[]).push(2);
        session.get("other");
        return session.save();
      });
      const delta = calls[1]?.values[1] as { set: unknown[] };
      assert.deepEqual(delta.set, [['"cart"', "[1,2]"]]);
      assert.deepEqual((await valuesAt(first, browser))["cart"], [1, 2]);
    },
  },
];
