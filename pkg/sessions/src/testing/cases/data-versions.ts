import assert from "node:assert/strict";
import type { SessionDataOptions } from "../../core/settings/data-settings.ts";
import type { ContractCase, Stage } from "../contract.ts";
import { runRelease } from "../data-release.ts";
import type { Browser, Replica } from "../replica.ts";
import { signedIn, valuesAt } from "./visits.ts";

/** Three releases of an application: one counts `visits`, the next calls them `count`, and the one after that has a `theme`. */
const OLD: SessionDataOptions = { dataVersion: 1 };
const NEW: SessionDataOptions = {
  dataVersion: 3,
  migrations: {
    2: ({ visits, ...data }) => ({ ...data, count: visits }),
    3: async (data) => ({ ...data, theme: "light" }),
  },
};

const STORED = { user: "ada", visits: 5 };
const MIGRATED = { user: "ada", count: 5, theme: "light" };
const NEWER = { code: "ERR_SESSION_DATA_NEWER", status: 503 };

/** Two replicas of the old release, with a session that the first has saved. */
async function signedInOld(
  stage: Stage,
): Promise<{ first: Replica; second: Replica; browser: Browser; old: () => void; migrated: () => void }> {
  const { first, second, browser } = await signedIn(stage, STORED, OLD);
  // The two may share one store: so a case says before each visit which release it is for.
  const run = (release: SessionDataOptions) => (): void => {
    runRelease(first.store, release);
    runRelease(second.store, release);
  };
  return { first, second, browser, old: run(OLD), migrated: run(NEW) };
}

/** S3 and S8: what a new release makes of the data of an older one, and an old release of that of a newer one. */
export const dataVersionCases: readonly ContractCase[] = [
  {
    rule: "S3",
    ability: "versions",
    name: "data of an older version is read migrated, and no read writes it",
    async run(stage) {
      const { first, second, browser, old, migrated } = await signedInOld(stage);
      migrated();
      assert.deepEqual(await valuesAt(first, browser), MIGRATED);
      await first.visit(browser, async (session) => {
        session.set("theme", "light");
        await session.save();
      });
      old();
      assert.deepEqual(await valuesAt(second, browser), STORED);
    },
  },
  {
    rule: "S3",
    ability: "versions",
    name: "a save stores data of an older version migrated as a whole, flashes kept, with its changes",
    async run(stage) {
      const { first, second, browser, migrated } = await signedInOld(stage);
      await first.visit(browser, (session) => {
        session.addFlash("welcome");
        return session.save();
      });
      migrated();
      await first.visit(browser, (session) => {
        session.set("theme", "dark");
        session.delete("user");
        return session.save();
      });
      runRelease(second.store, { dataVersion: 3 }); // has no migration: it finds what is stored
      assert.deepEqual(await valuesAt(second, browser), { count: 5, theme: "dark" });
      assert.deepEqual(await second.visit(browser, (session) => session.flashes()), ["welcome"]);
    },
  },
  {
    rule: "S3",
    ability: "versions",
    name: "update() and regenerate() take up data of an older version migrated",
    async run(stage) {
      for (const run of ["update", "regenerate"] as const) {
        const { first, second, browser, migrated } = await signedInOld(stage);
        migrated();
        await first.visit(browser, async (session) => {
          if (run === "regenerate") await session.regenerate();
          else await session.update("count", (count) => Number(count) + 1);
        });
        runRelease(second.store, { dataVersion: 3 });
        const count = run === "update" ? 6 : 5;
        assert.deepEqual(await valuesAt(second, browser), { ...MIGRATED, count });
      }
    },
  },
  {
    rule: "S3",
    ability: "migrations",
    name: "what a release of older data saves before a migration is stored is migrated with the rest",
    async run(stage) {
      const { first, second, browser, old, migrated } = await signedInOld(stage);
      migrated();
      await first.visit(browser, async (session) => {
        session.set("theme", "dark");
        old();
        await second.visit(browser.copy(), (other) => {
          other.set("visits", 6);
          other.set("basket", ["apple"]);
          return other.save();
        });
        migrated();
        await session.save();
      });
      const expected = { ...MIGRATED, count: 6, theme: "dark", basket: ["apple"] };
      assert.deepEqual(await valuesAt(second, browser), expected);
    },
  },
  {
    rule: "S3",
    ability: "migrations",
    name: "of two requests that migrate one session at once neither loses its changes",
    async run(stage) {
      const { first, second, browser, migrated } = await signedInOld(stage);
      migrated();
      await first.visit(browser, async (session) => {
        session.set("a", 1);
        const count = await second.visit(browser.copy(), (other) =>
          other.update("count", (value) => Number(value) + 1),
        );
        assert.equal(count, 6);
        await session.save();
        await session.update("count", (value) => Number(value) + 1);
      });
      assert.deepEqual(await valuesAt(second, browser), { ...MIGRATED, a: 1, count: 7 });
    },
  },
  {
    rule: "S8",
    ability: "versions",
    name: "data of a version that is newer than a release knows is an error of its own, and the cookie stays",
    async run(stage) {
      const { first, second, browser, old, migrated } = await signedInOld(stage);
      migrated();
      await first.visit(browser, (session) => session.update("count", () => 6));
      old();
      const { cookie } = browser;
      await assert.rejects(valuesAt(second, browser), NEWER);
      assert.deepEqual([browser.lastSetCookies, browser.cookie], [[], cookie]);
      migrated();
      assert.deepEqual(await valuesAt(second, browser), { ...MIGRATED, count: 6 });
    },
  },
  {
    rule: "S8",
    ability: "migrations",
    name: "nothing that a release of older data does to a session which was migrated meanwhile is stored",
    async run(stage) {
      const { first, second, browser, old, migrated } = await signedInOld(stage);
      await first.visit(browser, async (session) => {
        session.set("visits", 9);
        migrated();
        await second.visit(browser.copy(), (other) => other.update("count", () => 6));
        old();
        await assert.rejects(session.save(), NEWER);
        await assert.rejects(
          session.update("other", () => 1),
          NEWER,
        );
        await assert.rejects(session.regenerate(), NEWER);
      });
      migrated();
      assert.deepEqual(await valuesAt(second, browser), { ...MIGRATED, count: 6 });
    },
  },
];
