import assert from "node:assert/strict";
import type { ContractCase } from "../contract.ts";
import { createMeeting } from "../interleave.ts";
import { signedIn, valuesAt } from "./visits.ts";

const INCREMENTS = 40;

/** S3: `update()` loses nothing, and flashes are entries of their own. */
export const updateCases: readonly ContractCase[] = [
  {
    rule: "S3",
    ability: "updates",
    name: `${INCREMENTS} updates at once over two replicas count to exactly ${INCREMENTS}`,
    async run(stage) {
      const { first, second, browser } = await signedIn(stage);
      const requests = Array.from({ length: INCREMENTS }, (_, index) =>
        (index % 2 ? first : second).visit(browser.copy(), (session) =>
          session.update("n", (n) => Number(n ?? 0) + 1),
        ),
      );
      const results = await Promise.all(requests);
      assert.equal(new Set(results).size, INCREMENTS, "each update returns another number");
      assert.deepEqual(await valuesAt(first, browser), { user: "ada", n: INCREMENTS });
    },
  },
  {
    rule: "S3",
    ability: "carried",
    name: "update() returns what is stored, leaves other keys alone and removes a key for undefined",
    async run(stage) {
      const { first, second, browser } = await signedIn(stage, { user: "ada", cart: [1] });
      const cart = await second.visit(browser, (session) =>
        session.update("cart", (list) => [...(list as number[]), 2]),
      );
      assert.deepEqual(cart, [1, 2]);
      assert.deepEqual(await valuesAt(first, browser), { user: "ada", cart: [1, 2] });
      assert.equal(
        await second.visit(browser, (session) => session.update("cart", () => undefined)),
        undefined,
      );
      assert.deepEqual(await valuesAt(first, browser), { user: "ada" });
    },
  },
  {
    rule: "S3",
    ability: "updates",
    name: "updates count on from a value that the same request has set and saved, and a later save undoes none",
    async run(stage) {
      const { first, second, browser } = await signedIn(stage);
      await first.visit(browser, async (session) => {
        session.set("n", 0);
        await session.save();
        assert.equal(await session.update("n", (n) => Number(n) + 1), 1);
        await second.visit(browser.copy(), (other) => other.update("n", (n) => Number(n) + 1));
        session.set("other", true);
        await session.save();
      });
      assert.deepEqual(await valuesAt(second, browser), { user: "ada", n: 2, other: true });
    },
  },
  {
    rule: "S3",
    ability: "deltas",
    name: "flashes left at once by two requests are all read, and once",
    async run(stage) {
      const { first, second, browser } = await signedIn(stage);
      const meeting = createMeeting(2);
      await Promise.all(
        [first, second].map((replica, index) =>
          replica.visit(browser.copy(), async (session) => {
            session.addFlash(`flash ${index}`);
            session.addFlash({ from: index }, "notes");
            await meeting();
            await session.save();
          }),
        ),
      );
      const read = async (key?: string): Promise<unknown[]> =>
        second.visit(browser, async (session) => {
          const flashes = session.flashes(key);
          await session.save();
          return flashes;
        });
      assert.deepEqual(new Set(await read()), new Set(["flash 0", "flash 1"]));
      assert.deepEqual(await read(), []);
      assert.equal((await read("notes")).length, 2);
      assert.deepEqual(await valuesAt(first, browser), { user: "ada" });
    },
  },
  {
    rule: "S3",
    ability: "deltas",
    name: "flashes() removes exactly what it returned, and not what was left meanwhile",
    async run(stage) {
      const { first, second, browser } = await signedIn(stage);
      const leave = (text: string): Promise<void> =>
        first.visit(browser.copy(), (session) => {
          session.addFlash(text);
          return session.save();
        });
      await leave("before");
      await second.visit(browser.copy(), async (session) => {
        assert.deepEqual(session.flashes(), ["before"]);
        await leave("meanwhile");
        await session.save();
      });
      assert.deepEqual(await first.visit(browser, (session) => session.flashes()), ["meanwhile"]);
    },
  },
];
