import assert from "node:assert/strict";
import type { ContractCase } from "../contract.ts";
import { Browser } from "../replica.ts";
import type { Replica } from "../replica.ts";
import {
  areLive,
  doorBefore,
  indexed,
  isLive,
  listed,
  manySignedIn,
  signIn,
  storeOf,
} from "./bound-sessions.ts";
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
  {
    rule: "S11",
    ability: "rotate",
    name: "revoke() of all but a session spares it by the handle from before a rotate(), or several",
    async run(stage) {
      for (const times of [1, 3]) {
        const { first, second, browsers, handles } = await manySignedIn(stage, 3);
        for (let count = 0; count < times; count += 1) await rotate(second, browsers[1]);
        assert.equal(await storeOf(first).revoke("ada", { except: handles[1] ?? "" }), 2);
        assert.deepEqual(await areLive(second, browsers), [false, true, false]);
        await storeOf(first).revoke("ada");
      }
    },
  },
  {
    rule: "S11",
    ability: "rotate",
    name: "revoke() of one session ends it by the handle from before a rotate(), or several",
    async run(stage) {
      for (const times of [1, 3]) {
        const { first, second, browsers, handles } = await manySignedIn(stage, 3);
        for (let count = 0; count < times; count += 1) await rotate(second, browsers[1]);
        assert.equal(await storeOf(first).revoke("ada", { handle: handles[1] ?? "" }), 1);
        assert.deepEqual(await areLive(second, browsers), [true, false, true]);
        await storeOf(first).revoke("ada");
      }
    },
  },
  ...(["rotate", "regenerate"] as const).map((operation): ContractCase => ({
    rule: "S11",
    ability: "rotate",
    name: `revoke() of all but a session spares it when a ${operation}() comes between its looking and its ending`,
    async run(stage) {
      const { first, second, browsers, handles } = await manySignedIn(stage, 3);
      const door = doorBefore(first, "condemn");
      const revoked = storeOf(first).revoke("ada", { except: handles[1] ?? "" });
      await door.reached();
      await second.visit(browsers[1] ?? new Browser(), (session) => session[operation]());
      door.open();
      assert.equal(await revoked, 2);
      assert.deepEqual(await areLive(second, browsers), [false, true, false]);
    },
  })),
  {
    rule: "S11",
    ability: "rotate",
    name: "revoke() by a text that is no handle ends no session, and all but such a one are all",
    async run(stage) {
      for (const text of ["", "-", "x"]) {
        const { first, second, browsers } = await manySignedIn(stage, 2);
        assert.equal(await storeOf(first).revoke("ada", { handle: text }), 0);
        assert.deepEqual(await areLive(second, browsers), [true, true]);
        assert.equal(await storeOf(first).revoke("ada", { except: text }), 2);
        assert.deepEqual(await areLive(second, browsers), [false, false]);
      }
    },
  },
];

function rotate(replica: Replica, browser = new Browser()): Promise<void> {
  return replica.visit(browser, (session) => session.rotate());
}
