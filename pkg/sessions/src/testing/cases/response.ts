import assert from "node:assert/strict";
import type { ContractCase } from "../contract.ts";
import { Door } from "../interleave.ts";
import { Browser, COOKIE_NAME } from "../replica.ts";
import { watchStore } from "../store-calls.ts";
import { saveValues, signedIn, valuesAt } from "./visits.ts";

/** S10: what a response says of the session's cookie. */
export const responseCases: readonly ContractCase[] = [
  {
    rule: "S10",
    ability: "carried",
    name: "a response has one Set-Cookie for a session however often it is saved, beside those of others",
    async run(stage) {
      const [replica] = await stage.replicas();
      const browser = new Browser();
      await replica.visit(browser, async (session, { response }) => {
        response.setHeader("Set-Cookie", "theme=dark");
        session.set("user", "ada");
        await session.save();
        session.options({ maxAge: 60 });
        session.set("n", 1);
        await session.save();
        await session.regenerate();
      });
      const [theme, own, ...more] = browser.lastSetCookies;
      assert.equal(theme, "theme=dark");
      assert.match(
        own ?? "",
        new RegExp(`^${COOKIE_NAME}=[^;]+; Max-Age=60; Path=/; HttpOnly; SameSite=Lax$`),
      );
      assert.deepEqual(more, []);
    },
  },
  {
    rule: "S10",
    ability: "carried",
    name: "save() sends a cookie whose attributes options() changed, though no value changed, and update() does too",
    async run(stage) {
      const { first, second, browser } = await signedIn(stage);
      await first.visit(browser, (session) => {
        session.options({ sameSite: "strict" });
        return session.save();
      });
      assert.match(browser.lastSetCookies.join(), /SameSite=Strict/);
      await second.visit(browser, (session) => {
        session.options({ maxAge: 600 });
        return session.update("n", () => 1);
      });
      assert.match(browser.lastSetCookies.join(), /Max-Age=600/);
      const idleMs = await first.visit(browser, (session) => session.expiresAt.getTime() - Date.now());
      assert.ok(Math.abs(idleMs - 600_000) < 5000, "the store keeps it as long as the browser");
      await first.visit(browser, (session) => {
        session.options({ maxAge: 0 });
        return session.save();
      });
      assert.doesNotMatch(browser.lastSetCookies.join(), /Max-Age/);
      assert.equal(browser.lastSetCookies.length, 1);
    },
  },
  {
    rule: "S10",
    ability: "rows",
    name: "after the headers have gone a save that needs no cookie is stored, and one that needs one is refused before it writes",
    async run(stage) {
      const { first, second, browser } = await signedIn(stage);
      await first.visit(browser, (session, { response }) => {
        response.flushHeaders();
        session.set("late", true);
        return session.save();
      });
      assert.deepEqual(await valuesAt(second, browser), { user: "ada", late: true });
      const calls = watchStore(second.store);
      const fresh = second.visit(new Browser(), (session, { response }) => {
        response.flushHeaders();
        session.set("user", "eve");
        return session.save();
      });
      await assert.rejects(fresh, { code: "ERR_SESSION_HEADERS_SENT" });
      assert.deepEqual(calls, []);
    },
  },
  {
    rule: "S10",
    ability: "carried",
    name: "a slow response does not send the cookie of a session that was destroyed or moved meanwhile in this process",
    async run(stage) {
      for (const end of ["destroy", "regenerate"] as const) {
        const [replica] = await stage.replicas({ cookie: { maxAge: 60 }, touchAfter: 0 });
        const browser = new Browser();
        await saveValues(replica, browser);
        const [door, slowBrowser] = [new Door(), browser.copy()];
        const slow = replica.visit(slowBrowser, async (_session, { response }) => {
          assert.ok(response.hasHeader("Set-Cookie"), "the session was renewed");
          await door.pass();
        });
        await Promise.race([door.reached(), slow]);
        await replica.visit(browser, (session) => session[end]());
        door.open();
        await slow;
        assert.deepEqual(slowBrowser.lastSetCookies, []);
      }
    },
  },
  {
    rule: "S10",
    ability: "carried",
    name: "a response that sets the cookie is private, whatever the handler says about caching",
    async run(stage) {
      const cases = [
        [undefined, "private"],
        ["public, max-age=60, s-maxage=600", "private, max-age=60"],
        ["no-store", "no-store"],
        ["private, max-age=5", "private, max-age=5"],
      ] as const;
      const [replica] = await stage.replicas();
      for (const [said, sent] of cases) {
        const browser = new Browser();
        await replica.visit(browser, async (session, { response }) => {
          session.set("user", "ada");
          await session.save();
          if (said !== undefined) {
            response.writeHead(200, { "Cache-Control": said, "Set-Cookie": "theme=dark" });
          }
        });
        assert.equal(browser.lastHeaders.get("Cache-Control"), sent);
        assert.equal(browser.lastSetCookies.length, said === undefined ? 1 : 2);
      }
    },
  },
  {
    rule: "S10",
    ability: "carried",
    name: "after destroy() the session is empty and refuses to be saved",
    async run(stage) {
      const { first, browser } = await signedIn(stage);
      const late = first.visit(browser, async (session) => {
        await session.destroy();
        assert.equal(session.get("user"), undefined);
        session.set("user", "ada");
        await session.save();
      });
      await assert.rejects(late, { code: "ERR_SESSION_DESTROYED" });
    },
  },
];
