import assert from "node:assert/strict";
import type { ContractCase, Stage } from "../contract.ts";
import { createMeeting } from "../interleave.ts";
import { Browser } from "../replica.ts";
import type { AnySession, Replica } from "../replica.ts";
import { indexed, isLive, listed } from "./bound-sessions.ts";
import { signedIn, valuesAt } from "./visits.ts";

/** A session that was rotated on the first replica, the browser that knows, and one that still has the cookie from before. */
async function rotated(
  stage: Stage,
): Promise<Record<"first" | "second", Replica> & Record<"browser" | "old", Browser>> {
  const { first, second, browser } = await signedIn(stage);
  const old = browser.copy();
  await first.visit(browser, (session) => session.rotate());
  return { first, second, browser, old };
}

/** A session that one request rotates while another holds it under its id from before: that goes on under the new one. */
function meetsRotate(
  what: string,
  act: (session: AnySession) => Promise<unknown>,
  check: (replica: Replica, browsers: Record<"rotating" | "acting", Browser>) => Promise<void>,
): ContractCase {
  return {
    rule: "S5",
    ability: "rotate",
    name: what,
    async run(stage) {
      const { first, second, browser: rotating } = await signedIn(stage);
      const acting = rotating.copy();
      await second.visit(acting, async (session) => {
        await first.visit(rotating, (other) => other.rotate());
        await act(session);
      });
      await check(first, { rotating, acting });
    },
  };
}

function valuesAre(values: Readonly<Record<string, unknown>>) {
  return async (
    replica: Replica,
    { rotating, acting }: Record<"rotating" | "acting", Browser>,
  ): Promise<void> => {
    assert.equal(acting.cookie, rotating.cookie, "both browsers were given the same cookie");
    assert.deepEqual(await valuesAt(replica, rotating), values);
  };
}

/** S5: another id for the same session, with a grace for the one before. */
export const rotateCases: readonly ContractCase[] = [
  {
    rule: "S5",
    ability: "rotate",
    name: "rotate() moves all values to a new id, those saved meanwhile too, and the session neither begins anew nor lasts longer",
    async run(stage) {
      const { first, second, browser } = await signedIn(stage, { cart: [1] }, { absoluteTimeout: 600 });
      const old = browser.copy();
      const before = await first.visit(browser, async (session) => {
        const { handle, createdAt } = session;
        session.set("user", "ada");
        await second.visit(old.copy(), (other) => {
          other.set("seen", true);
          return other.save();
        });
        await session.rotate();
        return { handle, createdAt };
      });
      assert.notEqual(browser.cookie, old.cookie);
      const after = await second.visit(browser, ({ handle, createdAt, expiresAt }) => ({
        handle,
        createdAt,
        expiresAt,
      }));
      assert.notEqual(after.handle, before.handle);
      assert.deepEqual(after.createdAt, before.createdAt);
      assert.ok(Math.abs(after.expiresAt.getTime() - after.createdAt.getTime() - 600_000) < 5000);
      assert.deepEqual(await valuesAt(second, browser), { cart: [1], seen: true, user: "ada" });
    },
  },
  {
    rule: "S5",
    ability: "rotate",
    name: "a session that is new gets another id from rotate(), and is stored under that one alone",
    async run(stage) {
      const [first] = await stage.replicas();
      const browser = new Browser();
      const [before, isNew, after] = await first.visit(browser, async (session) => {
        const { id } = session;
        await session.rotate();
        const found = [id, session.isNew, session.id];
        session.set("user", "eve");
        await session.save();
        return found;
      });
      assert.deepEqual([isNew, before === after], [true, false]);
      assert.equal(await first.visit(browser, (session) => session.id), after);
    },
  },
  {
    rule: "S5",
    ability: "rotate",
    name: "the cookie from before a rotate() leads to the session, and the response replaces it by the new one",
    async run(stage) {
      const { first, second, browser, old } = await rotated(stage);
      for (const replica of [first, second]) {
        const late = old.copy();
        assert.deepEqual(await valuesAt(replica, late), { user: "ada" });
        assert.equal(late.cookie, browser.cookie);
      }
    },
  },
  {
    rule: "S5",
    ability: "rotate",
    name: "a cookie leads through several rotate() to the session",
    async run(stage) {
      const { first, second, browser, old } = await rotated(stage);
      for (const replica of [second, first]) await replica.visit(browser, (session) => session.rotate());
      assert.deepEqual(await valuesAt(second, old), { user: "ada" });
      assert.equal(old.cookie, browser.cookie);
    },
  },
  meetsRotate(
    "a save in flight on the old id is stored under the new one after rotate()",
    (session) => {
      session.set("late", true);
      session.addFlash("hello");
      return session.save();
    },
    async (replica, browsers) => {
      await valuesAre({ user: "ada", late: true })(replica, browsers);
      assert.deepEqual(await replica.visit(browsers.rotating, (session) => session.flashes()), ["hello"]);
    },
  ),
  meetsRotate(
    "an update in flight on the old id is stored under the new one after rotate()",
    (session) => session.update("n", (n) => Number(n ?? 0) + 1),
    valuesAre({ user: "ada", n: 1 }),
  ),
  meetsRotate(
    "a clear() in flight on the old id removes what stands under the new one after rotate()",
    (session) => {
      session.clear();
      return session.save();
    },
    valuesAre({}),
  ),
  meetsRotate(
    "a bind in flight on the old id binds the session under the new one after rotate()",
    (session) => session.bind("ada"),
    async (replica, browsers) => {
      await valuesAre({ user: "ada" })(replica, browsers);
      const handle = await replica.visit(browsers.rotating, (session) => session.handle);
      assert.deepEqual(await listed(replica), [handle]);
      assert.equal((await indexed(replica)).length, 1);
    },
  ),
  meetsRotate(
    "a destroy in flight on the old id ends the session under the new one after rotate()",
    (session) => session.destroy(),
    async (replica, { rotating, acting }) => {
      assert.equal(acting.cookie, undefined, "the browser lost its cookie");
      assert.equal(await isLive(replica, rotating), false);
    },
  ),
  meetsRotate(
    "a regenerate in flight on the old id moves the session on, and the ids before are dead at once",
    (session) => session.regenerate(),
    async (replica, { rotating, acting }) => {
      assert.equal(await isLive(replica, rotating), false);
      assert.deepEqual(await valuesAt(replica, acting), { user: "ada" });
    },
  ),
  {
    rule: "S5",
    ability: "rotate",
    name: "of two rotate() at once both get the same new id, and the changes of both are stored",
    async run(stage) {
      const { first, second, browser } = await signedIn(stage);
      const other = browser.copy();
      const meeting = createMeeting(2);
      const rotateAtOnce =
        (key: string) =>
        async (session: AnySession): Promise<void> => {
          session.set(key, true);
          await meeting();
          await session.rotate();
        };
      await Promise.all([
        first.visit(browser, rotateAtOnce("one")),
        second.visit(other, rotateAtOnce("two")),
      ]);
      await valuesAre({ user: "ada", one: true, two: true })(first, { rotating: browser, acting: other });
    },
  },
  {
    rule: "S5",
    ability: "rotate",
    name: "no id that a session ever had leads to it once it was destroyed, or has another one from regenerate()",
    async run(stage) {
      for (const end of [
        (session: AnySession) => session.destroy(),
        (session: AnySession) => session.regenerate(),
      ]) {
        const { first, second, browser, old } = await rotated(stage);
        const last = browser.copy();
        await second.visit(browser, end);
        for (const replica of [first, second]) {
          assert.deepEqual([await isLive(replica, old), await isLive(replica, last)], [false, false]);
        }
      }
    },
  },
];
