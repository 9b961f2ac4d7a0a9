import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import type { ContractCase } from "../contract.ts";
import type { AnySession } from "../replica.ts";
import { isLive } from "./bound-sessions.ts";
import { saveValues, signedIn, valuesAt } from "./visits.ts";

/** Rotation and real seconds. */
export const rotateTimeCases: readonly ContractCase[] = [
  {
    rule: "S7",
    ability: "rotate",
    name: "an id from before a rotate() leads nowhere once its grace is over, however often it was used, and the new one lives",
    async run(stage) {
      const { first, second, browser } = await signedIn(stage, undefined, { rotateGrace: 1, touchAfter: 0 });
      const old = browser.copy();
      await first.visit(browser, (session) => session.rotate());
      const endsAt = performance.now() + 1000;
      while (performance.now() < endsAt) {
        await isLive(second, old);
        await wait(100);
      }
      await wait(50);
      for (const replica of [first, second]) {
        assert.deepEqual([await isLive(replica, old), await isLive(replica, browser)], [false, true]);
      }
    },
  },
  {
    rule: "S7",
    ability: "rotate",
    name: "with rotateAfter a session gets another id when its own is older, and not again before that is, even if it is cleared",
    async run(stage) {
      const { first, second, browser } = await signedIn(stage, undefined, { rotateAfter: 2 });
      const cookies = [browser.cookie];
      const visit = async (): Promise<void> => {
        await second.visit(browser, (session) => {
          session.clear();
          session.set("user", "ada");
          return session.save();
        });
        cookies.push(browser.cookie);
      };
      await visit();
      await wait(3000); // longer than the age: a server's clock as seen from here may lag
      await visit();
      await first.visit(browser, () => undefined);
      assert.deepEqual(await valuesAt(first, browser), { user: "ada" });
      assert.equal(cookies[1], cookies[0], "a young id stays");
      assert.notEqual(cookies[2], cookies[0], "an old one is replaced");
      assert.equal(browser.cookie, cookies[2], "the new one is young");
    },
  },
  {
    rule: "S7",
    ability: "rotate",
    name: "when requests at once find an id older than rotateAfter, each has the session, and what each saves is stored",
    async run(stage) {
      const { first, second, browser } = await signedIn(stage, undefined, { rotateAfter: 1 });
      await wait(1050);
      const browsers = Array.from({ length: 12 }, () => browser.copy());
      const found = await Promise.all(
        browsers.map((each, index) =>
          (index % 2 ? first : second).visit(each, async (session: AnySession) => {
            session.set(`n${index}`, index);
            await session.save();
            return session.get("user");
          }),
        ),
      );
      assert.deepEqual(new Set(found), new Set(["ada"]));
      for (const each of browsers) {
        assert.notEqual(each.cookie, browser.cookie);
        assert.equal(Object.keys(await valuesAt(first, each)).length, 1 + browsers.length);
      }
      await saveValues(second, browser, { late: true });
      assert.equal((await valuesAt(first, browser))["late"], true);
    },
  },
];
