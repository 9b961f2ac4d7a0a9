import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import type { WhichSessions } from "../../core/users/user-index.ts";
import type { ContractCase, Stage } from "../contract.ts";
import { injectFaults } from "../inject-faults.ts";
import { Door } from "../interleave.ts";
import { Browser } from "../replica.ts";
import type { AnySession, Replica } from "../replica.ts";
import { watchStore } from "../store-calls.ts";
import {
  GONE,
  doorBefore,
  indexed,
  isLive,
  isRejected,
  listed,
  manySignedIn,
  signIn,
  storeOf,
} from "./bound-sessions.ts";
import { saveValues } from "./visits.ts";

const ROUNDS = 25;

/**
 * Lets every operation of both replicas begin some turns of the event loop late, another number each time: the same ones whenever the
 * case runs, unless the store itself takes another time.
 */
function shuffle(...replicas: readonly Replica[]): void {
  let seed = 20_261_123;
  for (const store of new Set(replicas.map((replica) => replica.store))) {
    watchStore(store, async () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      for (let turns = Math.floor(seed / 2 ** 16) % 6; turns > 0; turns -= 1) await turn();
    });
  }
}

/** A revoke of all that begins while a bind stands at a door before the write of its row: nothing may live once it has resolved. */
function revokeMeetsBind(
  name: string,
  bind: (first: Replica, browser: Browser) => Promise<unknown>,
): ContractCase {
  return {
    rule: "S11",
    ability: "users",
    name,
    async run(stage) {
      const [first, second] = await stage.replicas();
      const browser = new Browser();
      await saveValues(first, browser, { n: 1 });
      const [write, confirm] = [doorBefore(first, "insert", "merge"), doorBefore(first, "confirm")];
      const binding = bind(first, browser);
      binding.catch(() => undefined); // awaited below
      await write.reached();
      const { revoked, isResolved } = await revokeAndLook(second);
      write.open();
      await confirm.reached(); // the row stands
      const lives = async (): Promise<boolean> =>
        second.visit(browser.copy(), (session) => session.has("user"));
      if (isResolved()) assert.equal(await lives(), false, "nothing lives after the revoke has resolved");
      confirm.open();
      await assert.rejects(binding, GONE);
      await revoked;
      assert.deepEqual(await indexed(second), []);
      assert.equal(await lives(), false);
    },
  };
}

/** Revokes, and waits until that has resolved or has looked at the index again. */
async function revokeAndLook(
  replica: Replica,
  which?: WhichSessions,
): Promise<{ revoked: Promise<number>; isResolved: () => boolean }> {
  let isResolved = false;
  const again = new Door();
  again.open();
  watchStore(replica.store, ({ operation }) => (operation === "entries" ? again.pass() : Promise.resolve()));
  const revoked = storeOf(replica)
    .revoke("ada", which)
    .finally(() => {
      isResolved = true;
    });
  await Promise.race([revoked, again.reached()]);
  return { revoked, isResolved: () => isResolved };
}

/** Many rounds in which a signed-in browser does something while all sessions of its user are revoked. */
function revokeRaces(name: string, act: (session: AnySession) => Promise<void>): ContractCase {
  return {
    rule: "S11",
    ability: "users",
    name,
    async run(stage) {
      const [first, second] = await stage.replicas();
      shuffle(first, second);
      for (let round = 0; round < ROUNDS; round += 1) {
        const browser = new Browser();
        await signIn(first, browser);
        const moved = browser.copy();
        const [acted] = await Promise.allSettled([first.visit(moved, act), storeOf(second).revoke("ada")]);
        assert.ok(acted.status === "fulfilled" || isRejected(acted, "ERR_SESSION_GONE"));
        assert.equal(await isLive(second, browser), false, "the session before");
        assert.equal(await isLive(second, moved), false, "the session after");
        assert.deepEqual(await listed(first), []);
      }
    },
  };
}

/** A login whose mark was asked for before something else happened. */
async function loginAfter(
  stage: Stage,
  happen: (replica: Replica, handle: string) => Promise<unknown>,
): Promise<Browser> {
  const { first, second, handles } = await manySignedIn(stage, 2);
  const mark = await storeOf(first).markOf("ada");
  await happen(second, handles[0] ?? "");
  const browser = new Browser();
  await signIn(first, browser, "ada", { mark });
  return browser;
}

function markIsOutdated(
  what: string,
  revoke: (replica: Replica, handle: string) => Promise<unknown>,
): ContractCase {
  return {
    rule: "S11",
    ability: "users",
    name: `a bind whose mark is from before a revoke of ${what} is refused, and one with a new mark is not`,
    async run(stage) {
      await assert.rejects(loginAfter(stage, revoke), GONE);
      const [replica] = await stage.replicas();
      await revoke(replica, "none");
      await signIn(replica, new Browser(), "ada", { mark: await storeOf(replica).markOf("ada") });
    },
  };
}

/** S11: binds, moves and revokes that meet. */
export const userRaceCases: readonly ContractCase[] = [
  revokeMeetsBind("a revoke that meets the bind of a new session ends it, and the bind is refused", (first) =>
    signIn(first, new Browser()),
  ),
  revokeMeetsBind(
    "a revoke that meets the bind of a stored session ends it, and it does not live on when the revoke has resolved",
    (first, browser) =>
      first.visit(browser.copy(), (session) => {
        session.set("user", "ada");
        return session.bind("ada");
      }),
  ),
  revokeRaces("no session lives after a revoke of all that races its regenerate()", (session) =>
    session.regenerate(),
  ),
  revokeRaces("no session lives after a revoke of all that races its second bind()", async (session) => {
    if (!session.isNew) await session.bind("ada"); // a new one would be bound after the revoke
  }),
  {
    rule: "S11",
    ability: "users",
    name: "revoking the session that is just getting another id ends it under that",
    async run(stage) {
      const { first, second, browsers, handles } = await manySignedIn(stage, 2);
      const door = doorBefore(first, "confirm");
      const [browser = new Browser()] = browsers;
      const moving = first.visit(browser, (session) => session.regenerate());
      moving.catch(() => undefined); // looked at below
      await door.reached(); // the row has moved
      const { revoked } = await revokeAndLook(second, { handle: handles[0] ?? "" });
      door.open();
      await revoked;
      const [moved] = await Promise.allSettled([moving]);
      assert.ok(isRejected(moved, "ERR_SESSION_GONE"));
      assert.deepEqual(await listed(first), [handles[1]]);
    },
  },
  markIsOutdated("all", (replica) => storeOf(replica).revoke("ada")),
  markIsOutdated("all but one", (replica, except) => storeOf(replica).revoke("ada", { except })),
  {
    rule: "S11",
    ability: "users",
    name: "a bind whose mark is from before a revoke of one session stands, and so does one after another user's revoke",
    async run(stage) {
      await loginAfter(stage, (replica, handle) => storeOf(replica).revoke("ada", { handle }));
      await loginAfter(stage, (replica) => storeOf(replica).revoke("bob"));
    },
  },
  {
    rule: "S11",
    ability: "users",
    name: "a revoke that failed half-way is finished by the next one",
    async run(stage) {
      const { first, second, browsers } = await manySignedIn(stage, 1);
      const lost = new Error("the answer is lost");
      injectFaults(first.store).inject("removeOf", { kind: "throw", error: lost }, 1);
      await assert.rejects(storeOf(first).revoke("ada"), lost);
      assert.equal(await storeOf(second).revoke("ada"), 1);
      assert.equal(await isLive(first, browsers[0] ?? new Browser()), false);
    },
  },
  {
    rule: "S11",
    ability: "users",
    name: "a session whose bind was broken off after its row was written is in the index, and a revoke ends it",
    async run(stage) {
      const [first, second] = await stage.replicas({ deadlineMs: 300 });
      const lost = new Error("the process has died");
      injectFaults(first.store).inject("confirm", { kind: "throw", error: lost });
      await assert.rejects(signIn(first, new Browser()), lost);
      assert.equal((await listed(second)).length, 1);
      assert.equal(await storeOf(second).revoke("ada"), 1);
      assert.deepEqual(await indexed(second), []);
    },
  },
];
