import assert from "node:assert/strict";
import { isSessionError } from "../../core/errors.ts";
import type { ContractCase, Stage } from "../contract.ts";
import { Browser } from "../replica.ts";
import type { AnySession, Replica } from "../replica.ts";
import { saveValues, valuesAt } from "./visits.ts";

const DEADLINE_MS = 400;
/** What a busy machine may add to a deadline. A call that hangs takes longer than that. */
const SLACK_MS = 3000;

/** Lets an operation of a loaded session meet a store that hangs, and looks at the session when the store answers again. */
function hangs(name: string, attempt: (session: AnySession) => Promise<unknown>): ContractCase {
  return {
    rule: "S8",
    ability: "deadlines",
    name,
    async run(stage) {
      const { first, second, hang } = await hangingStage(stage);
      const [browser, other] = [new Browser(), new Browser()];
      await saveValues(first, other);
      await first.visit(other, attempt); // so that nothing of it has to be sent in two parts when the store hangs
      await saveValues(first, browser);
      const old = browser.copy();
      await first.visit(browser, async (session) => {
        const resume = await hang();
        try {
          await rejectsInTime(attempt(session));
        } finally {
          await resume();
        }
      });
      assert.deepEqual(await valuesAt(second, old), { user: "ada" });
      assert.deepEqual(browser.lastSetCookies, []);
    },
  };
}

async function hangingStage(
  stage: Stage,
): Promise<{ first: Replica; second: Replica; hang: () => Promise<() => Promise<void>> }> {
  const { first, second, hang } = await stage.stores({ deadlineMs: DEADLINE_MS });
  assert.ok(hang, "createStores must give hang() for the ability deadlines");
  return { first: await stage.replica(first), second: await stage.replica(second), hang };
}

async function rejectsInTime(promise: Promise<unknown>): Promise<void> {
  const startedAt = performance.now();
  await assert.rejects(
    promise,
    (error) => isSessionError(error) && "status" in error && error.status === 503,
  );
  const tookMs = performance.now() - startedAt;
  assert.ok(tookMs < DEADLINE_MS + SLACK_MS, `it took ${Math.round(tookMs)} ms`);
}

/** S8: a store that hangs is an error in time, and what it was asked for is not carried out after that. */
export const deadlineCases: readonly ContractCase[] = [
  {
    rule: "S8",
    ability: "deadlines",
    name: "getSession() rejects in time when the store hangs, and finds the session when it answers again",
    async run(stage) {
      const { first, second, hang } = await hangingStage(stage);
      const browser = new Browser();
      await saveValues(first, browser);
      const resume = await hang();
      try {
        await rejectsInTime(first.visit(browser, () => undefined));
      } finally {
        await resume();
      }
      assert.deepEqual(browser.lastSetCookies, []);
      assert.deepEqual(await valuesAt(second, browser), { user: "ada" });
    },
  },
  hangs(
    "a save that the store leaves unanswered rejects in time, and is not carried out later",
    (session) => {
      session.set("late", true);
      return session.save();
    },
  ),
  hangs(
    "an update that the store leaves unanswered rejects in time, and is not carried out later",
    (session) => session.update("late", () => true),
  ),
  hangs(
    "a regenerate that the store leaves unanswered rejects in time, and is not carried out later",
    (session) => session.regenerate(),
  ),
];
