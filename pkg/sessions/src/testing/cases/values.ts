import assert from "node:assert/strict";
import type { ContractCase } from "../contract.ts";
import { Browser } from "../replica.ts";
import { watchStore } from "../store-calls.ts";
import { saveValues, signedIn, valuesAt } from "./visits.ts";

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

/** S3: what a session can hold. */
export const valueCases: readonly ContractCase[] = [
  {
    rule: "S3",
    ability: "carried",
    name: "values of every kind, under keys of every kind, are read as they were saved",
    async run(stage) {
      const { second, browser } = await signedIn(stage, AWKWARD_VALUES);
      assert.deepEqual(await valuesAt(second, browser), AWKWARD_VALUES);
    },
  },
  {
    rule: "S3",
    ability: "rows",
    name: "a value of a megabyte is saved and read",
    async run(stage) {
      const text = "a session is small. ".repeat(50_000);
      const { second, browser } = await signedIn(stage, { text });
      assert.equal((await valuesAt(second, browser))["text"], text);
    },
  },
  {
    rule: "S3",
    ability: "rows",
    name: "a save of a thousand keys changes, removes and adds each of them",
    async run(stage) {
      const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`key ${index}`, index]));
      const { first, second, browser } = await signedIn(stage, many);
      await second.visit(browser, (session) => {
        for (const [key, index] of Object.entries(many)) {
          if (index % 2) session.delete(key);
          else session.set(key, `changed ${index}`);
        }
        session.set("added", "%1");
        return session.save();
      });
      const kept = Object.entries(many).filter(([, index]) => index % 2 === 0);
      const changed = kept.map(([key, index]) => [key, `changed ${index}`]);
      assert.deepEqual(await valuesAt(first, browser), { ...Object.fromEntries(changed), added: "%1" });
    },
  },
  {
    rule: "S3",
    ability: "rows",
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
    ability: "carried",
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
