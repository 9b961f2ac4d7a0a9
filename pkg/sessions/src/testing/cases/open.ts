import assert from "node:assert/strict";
import type { BaseStore } from "../../core/base-store.ts";
import type { ContractCase } from "../contract.ts";
import { signedIn, valuesAt } from "./visits.ts";

/** A session without a request. */
export const openCases: readonly ContractCase[] = [
  {
    rule: "S4",
    ability: "open",
    name: "open() gives the session of an id to read and save, and null for an id that is unknown or none",
    async run(stage) {
      const { first, second, browser } = await signedIn(stage);
      const store = first.store as BaseStore;
      const id = await second.visit(browser, (session) => session.id);
      const session = await store.open<Record<string, unknown>>(id);
      assert.equal(session?.get("user"), "ada");
      session.set("n", 1);
      await session.save();
      assert.deepEqual(await valuesAt(second, browser), { user: "ada", n: 1 });
      await session.destroy();
      assert.equal(await store.open(id), null);
      for (const none of ["", "x", `${id}=`, "A".repeat(id.length), id.toLowerCase()]) {
        assert.equal(await store.open(none), null);
      }
    },
  },
];
