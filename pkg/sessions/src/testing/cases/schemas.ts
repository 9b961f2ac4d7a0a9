import assert from "node:assert/strict";
import type { StandardSchema } from "../../core/settings/standard-schema.ts";
import type { ContractCase } from "../contract.ts";
import { runRelease } from "../data-release.ts";
import { signedIn, valuesAt } from "./visits.ts";

/** Reads `seenAt` as a date, gives an empty `cart` when there is none, and knows no other key but `user`. */
const schema: StandardSchema<object> = {
  "~standard": {
    version: 1,
    vendor: "contract",
    async validate(data) {
      const { user, seenAt, cart = [] } = data as { user?: unknown; seenAt: string; cart?: unknown[] };
      return { value: { user, seenAt: new Date(seenAt), cart } };
    },
  },
};

const SEEN_AT = "2026-05-04T03:02:01.000Z";
const STORED = { seenAt: SEEN_AT, secret: "unknown to the schema" };

/** S3: what a schema makes of the data is read, and is no change. */
export const schemaCases: readonly ContractCase[] = [
  {
    rule: "S3",
    ability: "carried",
    name: "what a schema converts, adds and leaves out is seen so, and writes nothing by itself",
    async run(stage) {
      const { first, second, browser } = await signedIn(stage, STORED);
      runRelease(first.store, { schema });
      await first.visit(browser, async (session) => {
        assert.deepEqual(session.keys(), ["seenAt", "cart"]);
        assert.deepEqual([session.get("seenAt"), session.get("cart")], [new Date(SEEN_AT), []]);
        assert.deepEqual([session.get("secret"), session.has("secret")], [undefined, false]);
        session.set("seenAt", new Date(SEEN_AT));
        session.set("cart", []);
        await session.save();
      });
      runRelease(second.store, {});
      assert.deepEqual(await valuesAt(second, browser), STORED);
    },
  },
  {
    rule: "S3",
    ability: "carried",
    name: "a value from a schema that is changed in place is saved, and nothing else of it",
    async run(stage) {
      const { first, second, browser } = await signedIn(stage, STORED);
      runRelease(first.store, { schema });
      await first.visit(browser, (session) => {
        (session.get("cart") as unknown[]).push("apple");
        return session.save();
      });
      runRelease(second.store, {});
      assert.deepEqual(await valuesAt(second, browser), { ...STORED, cart: ["apple"] });
    },
  },
  {
    rule: "S3",
    ability: "carried",
    name: "update() gets the value that another request has stored as the schema gives it",
    async run(stage) {
      const { first, browser } = await signedIn(stage, STORED);
      runRelease(first.store, { schema });
      const later = await first.visit(browser, async (session) => {
        await session.update("cart", (cart) => [...(cart as unknown[]), "apple"]);
        return session.update("seenAt", (seenAt) => new Date((seenAt as Date).getTime() + 1000));
      });
      assert.deepEqual(later, new Date("2026-05-04T03:02:02.000Z"));
    },
  },
];
