import assert from "node:assert/strict";
import type { ContractCase } from "../contract.ts";
import { Browser } from "../replica.ts";
import { doorBefore, indexed, isLive, listed, signIn, storeOf } from "./bound-sessions.ts";
import { signedIn } from "./visits.ts";

/** Rotation and the index of users. */
export const rotateUserCases: readonly ContractCase[] = [
  {
    rule: "S5",
    ability: "rotate",
    name: "a session that is bound stays its user's when it is rotated: listed once, and ended by a revoke under every id",
    async run(stage) {
      const [first, second] = await stage.replicas();
      const browser = new Browser();
      await signIn(first, browser);
      const old = browser.copy();
      const handle = await second.visit(browser, async (session) => {
        await session.rotate();
        return session.handle;
      });
      assert.deepEqual(await listed(first), [handle]);
      assert.equal((await indexed(first)).length, 1);
      assert.equal(await storeOf(first).revoke("ada"), 1);
      assert.deepEqual([await isLive(second, old), await isLive(second, browser)], [false, false]);
    },
  },
  {
    rule: "S5",
    ability: "rotate",
    name: "a rotate() of a session that another request has bound meanwhile leaves it in its user's list",
    async run(stage) {
      const { first, second, browser } = await signedIn(stage);
      const handle = await first.visit(browser, async (session) => {
        await second.visit(browser.copy(), (other) => other.bind("ada"));
        await session.rotate();
        return session.handle;
      });
      assert.deepEqual(await listed(second), [handle]);
      assert.equal(await storeOf(second).revoke("ada"), 1);
      assert.equal(await isLive(second, browser), false);
    },
  },
  {
    rule: "S5",
    ability: "rotate",
    name: "a bind stands that a rotate() crosses between its row and its entry",
    async run(stage) {
      const { first, second, browser: rotating } = await signedIn(stage);
      const [binding, door] = [rotating.copy(), doorBefore(second, "confirm")];
      const bound = second.visit(binding, (session) => session.bind("ada"));
      await door.reached();
      await first.visit(rotating, (session) => session.rotate());
      door.open();
      await bound;
      assert.equal(binding.cookie, rotating.cookie);
      const handle = await first.visit(rotating, (session) => session.handle);
      assert.deepEqual(await listed(first), [handle]);
      assert.equal((await indexed(first)).length, 1);
    },
  },
];
