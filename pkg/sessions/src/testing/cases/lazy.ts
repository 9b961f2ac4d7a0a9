import assert from "node:assert/strict";
import type { ContractCase } from "../contract.ts";
import { Browser } from "../replica.ts";
import { watchStore } from "../store-calls.ts";
import { saveValues } from "./visits.ts";

/** S1 and S2: what a request costs. */
export const lazyCases: readonly ContractCase[] = [
  {
    rule: "S1",
    ability: "carried",
    name: "a request that does not ask for its session makes no store call",
    async run(stage) {
      const [replica] = await stage.replicas();
      const browser = new Browser();
      await saveValues(replica, browser);
      const calls = watchStore(replica.store);
      await replica.request(browser, () => undefined);
      assert.deepEqual(calls, []);
    },
  },
  {
    rule: "S1",
    ability: "carried",
    name: "getSession() without a cookie gives a new session and makes no store call",
    async run(stage) {
      const [replica] = await stage.replicas();
      const calls = watchStore(replica.store);
      const isNew = await replica.visit(new Browser(), (session) => session.isNew);
      assert.equal(isNew, true);
      assert.deepEqual(calls, []);
    },
  },
  {
    rule: "S2",
    ability: "rows",
    name: "all getSession() calls of a request give one session for one store call",
    async run(stage) {
      const [replica] = await stage.replicas();
      const browser = new Browser();
      await saveValues(replica, browser);
      const calls = watchStore(replica.store);
      const [one, two, user] = await replica.request(browser, async (exchange) => {
        const sessions = await Promise.all([exchange.session(), exchange.session()]);
        return [...sessions, sessions[0].get("user")];
      });
      assert.equal(one, two);
      assert.equal(user, "ada");
      assert.deepEqual(
        calls.map((call) => call.operation),
        ["read"],
      );
    },
  },
  {
    rule: "S2",
    ability: "rows",
    name: "a process renews the idle timeout with its first read and not again within touchAfter",
    async run(stage) {
      const { first, second: store } = await stage.stores({ touchAfter: 0.5 });
      const browser = new Browser();
      await saveValues(await stage.replica(first), browser);
      const fresh = await stage.replica(store);
      const calls = watchStore(store);
      await fresh.visit(browser, () => undefined);
      await fresh.visit(browser, () => undefined);
      const renewals = calls.map((call) => Number(call.values[1]) > 0);
      assert.deepEqual(renewals, [true, false]);
    },
  },
  {
    rule: "S2",
    ability: "rows",
    name: "a save renews the idle timeout, so the next read need not",
    async run(stage) {
      const [replica] = await stage.replicas({ touchAfter: 0.5 });
      const browser = new Browser();
      await saveValues(replica, browser);
      const calls = watchStore(replica.store);
      await replica.visit(browser, () => undefined);
      assert.deepEqual(
        calls.map((call) => [call.operation, call.values[1]]),
        [["read", 0]],
      );
    },
  },
  {
    rule: "S2",
    ability: "rows",
    name: "a cookie with a maxAge is sent again when its session is renewed, and only then",
    async run(stage) {
      const [first, second] = await stage.replicas({ touchAfter: 0, cookie: { maxAge: 600 } });
      const browser = new Browser();
      await saveValues(first, browser);
      await second.visit(browser, () => undefined);
      assert.match(browser.lastSetCookies.join(), /Max-Age=600/);
      const [patient] = await stage.replicas({ touchAfter: 0.5, cookie: { maxAge: 600 } });
      await saveValues(patient, browser);
      await patient.visit(browser, () => undefined);
      assert.deepEqual(browser.lastSetCookies, []);
    },
  },
];
