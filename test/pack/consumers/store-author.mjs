// Somebody who writes a store of their own, outside of this repository, and holds it to the contract with node:test. The store creates the
// row that a write does not find: "honest" leaves out what it then cannot promise, "boasting" claims everything.
import { rejects } from "node:assert/strict";
// oxlint-disable-next-line vitest/no-import-node-test -- not everybody has Vitest
import { describe, it } from "node:test";
import { MemoryStore } from "hertz-sessions/memory";
import { describeSessionStore, injectFaults, storeAbilities } from "hertz-sessions/testing";

const lifetime = { idle: { seconds: 60, fromMaxAge: false }, absoluteSeconds: 60 };

/** @param {import("hertz-sessions").SessionStoreOptions} options */
function createUpsertStore(options) {
  const store = new MemoryStore(options);
  const merge = store.merge.bind(store);
  store.merge = async (handle, delta, expected) => {
    const result = await merge(handle, delta, expected);
    if (result !== "gone") return result;
    await store.insert(handle, new Map(delta.set), lifetime);
    return "merged";
  };
  return store;
}

/** @type {readonly import("hertz-sessions/testing").StoreAbility[]} */
const honest = [
  "carried",
  "lifetimes",
  "rows",
  "versions",
  "migrations",
  "deltas",
  "updates",
  "open",
  "failures",
];
const boasting = storeAbilities.filter((ability) => ability !== "deadlines");

const plan = describeSessionStore(
  "a store that upserts",
  async (options) => {
    const store = createUpsertStore(options);
    return { first: store, second: store, close: async () => {} };
  },
  { describe, it, skip: it.skip },
  process.argv[2] === "honest" ? honest : boasting,
);
console.log(`held ${plan.held.length}, left out ${plan.leftOut.length}`);

await it("a fault that was injected is met until it is healed", async () => {
  const store = new MemoryStore({ secrets: ["a-secret-of-at-least-thirty-two-characters"] });
  const faults = injectFaults(store);
  faults.inject("remove", { kind: "throw" });
  await rejects(store.remove("handle"), { code: "ERR_SESSION_STORE_FAILED" });
  faults.heal();
  await store.remove("handle");
});
