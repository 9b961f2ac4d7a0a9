import assert from "node:assert/strict";
import type { ContractCase } from "../contract.ts";
import { createMeeting } from "../interleave.ts";
import { Browser } from "../replica.ts";
import type { AnySession, Replica } from "../replica.ts";
import { watchStore } from "../store-calls.ts";
import { saveValues, signedIn, valuesAt } from "./visits.ts";

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

const AWKWARD_VALUES: Record<string, unknown> = {
  zero: 0,
  empty: "",
  no: false,
  nothing: null,
  list: [],
  object: {},
  nested: { list: [{ deep: [1, "2", null] }], empty: {} },
  large: 9_007_199_254_740_991,
  small: -1.5e-7,
  'a key\twith\na "quote" and a \\': 'a value\twith\na "quote" and a \\',
  "%d %s ^$()%.[]*+-?": "%1 %0 ^$()%.[]*+-?",
  ключ: "значение 🔑",
  __proto__x: { "__proto__.y": 1 },
  constructor: "a key of every object",
  "": "the empty key",
};

/** S3: saves are deltas. */
export const saveCases: readonly ContractCase[] = [
  {
    rule: "S3",
    name: "values of every kind, under keys of every kind, are read as they were saved",
    async run(stage) {
      const { second, browser } = await signedIn(stage, AWKWARD_VALUES);
      assert.deepEqual(await valuesAt(second, browser), AWKWARD_VALUES);
    },
  },
  {
    rule: "S3",
    name: "a value of a megabyte is saved and read",
    async run(stage) {
      const text = "a session is small. ".repeat(50_000);
      const { second, browser } = await signedIn(stage, { text });
      assert.equal((await valuesAt(second, browser))["text"], text);
    },
  },
  {
    rule: "S3",
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
  {
    rule: "S3",
    name: "a serializer that spells a value in another way than it is stored writes nothing by itself",
    async run(stage) {
      const spellings = {
        stringify: (value: unknown) => ` ${JSON.stringify(value)}`,
        parse: (text: string): unknown => JSON.parse(text),
      };
      const plain = { ...spellings, stringify: (value: unknown) => JSON.stringify(value) };
      const serializer = { ...plain };
      const [first] = await stage.replicas({ serializer });
      const browser = new Browser();
      await saveValues(first, browser, { cart: [1] });
      serializer.stringify = spellings.stringify; // a new release, over rows of the old one
      const calls = watchStore(first.store);
      await first.visit(browser, async (session) => {
        session.get("cart");
        session.set("cart", [1]);
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
    name: "a session larger than maxLength is refused with both sizes, and nothing is written",
    async run(stage) {
      const [replica] = await stage.replicas({ maxLength: 400 });
      const browser = new Browser();
      const tooLarge = { code: "ERR_SESSION_TOO_LARGE", message: /\d{3} bytes, maxLength allows 400/ };
      const fresh = replica.visit(new Browser(), (session) => {
        session.set("text", "x".repeat(500));
        return session.save();
      });
      await assert.rejects(fresh, tooLarge);
      await saveValues(replica, browser, { text: "x".repeat(200) });
      const grown = replica.visit(browser, (session) => {
        session.set("more", "x".repeat(200));
        return session.save();
      });
      await assert.rejects(grown, tooLarge);
      assert.deepEqual(await valuesAt(replica, browser), { text: "x".repeat(200) });
    },
  },
];
