import assert from "node:assert/strict";
import type { ContractCase, Stage } from "../contract.ts";
import { injectFaults } from "../inject-faults.ts";
import type { Fault } from "../inject-faults.ts";
import { Browser } from "../replica.ts";
import type { AnySession, Replica } from "../replica.ts";
import type { StoreCallName } from "../store-calls.ts";
import { saveValues, signedIn, valuesAt } from "./visits.ts";

const FAILED = { code: "ERR_SESSION_STORE_FAILED", status: 503 };
const THROW: Fault = { kind: "throw" };
const LOSE_ANSWER: Fault = { kind: "lose-answer" };

/** Lets the next call of an operation of a replica's store meet a fault. */
function failNext({ store }: Replica, operation: StoreCallName, fault: Fault): void {
  injectFaults(store).inject(operation, fault, 1);
}

/** A first save that meets a fault, and then another try of the same request. @returns the handles of the two tries */
async function saveNewTwice(
  stage: Stage,
  fault: Fault,
): Promise<{ handles: readonly string[]; values: Record<string, unknown>; replica: Replica }> {
  const [replica, second] = await stage.replicas();
  const browser = new Browser();
  failNext(replica, "insert", fault);
  const handles = await replica.visit(browser, async (session, { response }) => {
    session.set("user", "ada");
    const tried = session.handle;
    await assert.rejects(session.save(), FAILED);
    assert.equal(response.hasHeader("Set-Cookie"), false, "no cookie before the store has acknowledged");
    await session.save();
    return [tried, session.handle];
  });
  return { handles, values: await valuesAt(second, browser), replica };
}

/** An operation of a stored session that fails: the session lives on as it was, under its id, and its browser keeps the cookie. */
function leavesTheSession(
  name: string,
  operation: StoreCallName,
  attempt: (session: AnySession) => Promise<unknown>,
): ContractCase {
  return {
    rule: "S8",
    ability: "failures",
    name,
    async run(stage) {
      const { first, second, browser } = await signedIn(stage);
      failNext(first, operation, THROW);
      await assert.rejects(first.visit(browser, attempt), FAILED);
      assert.deepEqual(browser.lastSetCookies, []);
      assert.deepEqual(await valuesAt(second, browser), { user: "ada" });
    },
  };
}

/** S8: a store that fails is an error, told in time to whoever asked, and never an empty session. */
export const failureCases: readonly ContractCase[] = [
  {
    rule: "S8",
    ability: "failures",
    name: "getSession() rejects when the session cannot be read, and finds it under the same cookie when it can",
    async run(stage) {
      const { first, browser } = await signedIn(stage);
      failNext(first, "read", THROW);
      let hasSession = false;
      const visit = first.visit(browser, () => {
        hasSession = true;
      });
      await assert.rejects(visit, FAILED);
      assert.equal(hasSession, false, "no session was made in its place");
      assert.deepEqual(browser.lastSetCookies, []);
      assert.deepEqual(await valuesAt(first, browser), { user: "ada" });
    },
  },
  {
    rule: "S8",
    ability: "failures",
    name: "a session whose idle timeout could not be renewed is read all the same",
    async run(stage) {
      const { first, second } = await signedIn(stage);
      const browser = new Browser();
      await first.visit(browser, (session) => {
        session.options({ maxAge: 600 }); // which the second replica does not know until it has read the row
        session.set("user", "ada");
        return session.save();
      });
      failNext(second, "renew", THROW);
      assert.deepEqual(await valuesAt(second, browser), { user: "ada" });
    },
  },
  {
    rule: "S8",
    ability: "failures",
    name: "a first save that fails sets no cookie, and another try stores the session",
    async run(stage) {
      const { values } = await saveNewTwice(stage, THROW);
      assert.deepEqual(values, { user: "ada" });
    },
  },
  {
    rule: "S8",
    ability: "failures",
    name: "a first save whose answer is lost sets no cookie, and another try stores the session under another id",
    async run(stage) {
      const { handles, values } = await saveNewTwice(stage, LOSE_ANSWER);
      assert.deepEqual(values, { user: "ada" });
      assert.notEqual(handles[0], handles[1]);
    },
  },
  {
    rule: "S8",
    ability: "failures",
    name: "a save whose answer is lost rejects, and another try leaves each change and each flash once",
    async run(stage) {
      const { first, second, browser } = await signedIn(stage);
      failNext(first, "merge", LOSE_ANSWER);
      await first.visit(browser, async (session) => {
        session.set("n", 1);
        session.addFlash("saved");
        await assert.rejects(session.save(), FAILED);
        await session.save();
      });
      assert.deepEqual(await valuesAt(second, browser), { user: "ada", n: 1 });
      assert.deepEqual(await second.visit(browser, (session) => session.flashes()), ["saved"]);
    },
  },
  leavesTheSession("a save that fails changes nothing", "merge", (session) => {
    session.set("n", 1);
    return session.save();
  }),
  leavesTheSession("an update that fails changes nothing", "merge", (session) =>
    session.update("n", () => 1),
  ),
  leavesTheSession("a session that could not be destroyed lives, and keeps its cookie", "remove", (session) =>
    session.destroy(),
  ),
  leavesTheSession("a session that could not be moved stays under its id", "move", (session) =>
    session.regenerate(),
  ),
  {
    rule: "S8",
    ability: "failures",
    name: "what fails in one request fails in no other",
    async run(stage) {
      const { first, browser } = await signedIn(stage);
      failNext(first, "read", THROW);
      const visits = [browser.copy(), browser.copy()].map((copy) => valuesAt(first, copy));
      const outcomes = await Promise.allSettled([...visits, saveValues(first, new Browser())]);
      assert.deepEqual(outcomes.map(({ status }) => status).toSorted(), [
        "fulfilled",
        "fulfilled",
        "rejected",
      ]);
    },
  },
];
