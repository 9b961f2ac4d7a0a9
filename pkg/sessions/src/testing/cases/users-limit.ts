import assert from "node:assert/strict";
import type { SessionStoreOptions } from "../../core/settings/settings.ts";
import type { ContractCase, Stage } from "../contract.ts";
import { Browser } from "../replica.ts";
import { areLive, doorBefore, indexed, isRejected, listed, manySignedIn, signIn } from "./bound-sessions.ts";

const LOGINS = 20;

/** Lets many browsers sign in at once as one user, over two replicas. */
async function race(
  stage: Stage,
  options: Partial<SessionStoreOptions>,
): Promise<{ outcomes: PromiseSettledResult<string>[]; live: boolean[]; listed: string[] }> {
  const [first, second] = await stage.replicas(options);
  const browsers = Array.from({ length: LOGINS }, () => new Browser());
  const outcomes = await Promise.allSettled(
    browsers.map((browser, index) => signIn(index % 2 ? second : first, browser)),
  );
  return { outcomes, live: await areLive(first, browsers), listed: await listed(second) };
}

/** S11: how many sessions a user may have. */
export const userLimitCases: readonly ContractCase[] = [
  {
    rule: "S11",
    ability: "users",
    name: "a session too many ends the one bound longest ago",
    async run(stage) {
      const { first, second, browsers, handles } = await manySignedIn(stage, 4, { maxSessionsPerUser: 2 });
      assert.deepEqual(await listed(first), handles.slice(2));
      assert.deepEqual(await areLive(second, browsers), [false, false, true, true]);
    },
  },
  {
    rule: "S11",
    ability: "users",
    name: "a session too many is refused when the store says so, and nothing is stored",
    async run(stage) {
      const options = { maxSessionsPerUser: 2, whenFull: "refuse" } as const;
      const { first, second, browsers, handles } = await manySignedIn(stage, 2, options);
      const late = new Browser();
      await assert.rejects(signIn(first, late), { code: "ERR_SESSION_LIMIT", status: 409 });
      assert.equal(late.cookie, undefined);
      assert.deepEqual(await listed(first), handles);
      assert.deepEqual(await areLive(second, browsers), [true, true]);
      await signIn(first, late, "bob");
    },
  },
  {
    rule: "S11",
    ability: "users",
    name: "sessions that expired take no place: a login evicts none that lives when there was room",
    async run(stage) {
      const { first, second, handles } = await manySignedIn(stage, 3, { maxSessionsPerUser: 3 });
      await first.store.remove(handles[1] ?? ""); // as its idle timeout does
      const handle = await signIn(second, new Browser());
      assert.deepEqual(await listed(first), [handles[0], handles[2], handle]);
    },
  },
  {
    rule: "S11",
    ability: "users",
    name: "a session that is bound again or gets another id takes no second place",
    async run(stage) {
      const options = { maxSessionsPerUser: 1, whenFull: "refuse" } as const;
      const { first, second, browsers } = await manySignedIn(stage, 1, options);
      const [browser = new Browser()] = browsers;
      await first.visit(browser, (session) => session.bind("ada"));
      await second.visit(browser, (session) => session.regenerate());
      await first.visit(browser, (session) => session.bind("ada"));
      assert.equal((await indexed(second)).length, 1);
    },
  },
  {
    rule: "S11",
    ability: "users",
    name: "a session that has had another id keeps its place while it is bound again",
    async run(stage) {
      const options = { maxSessionsPerUser: 1, whenFull: "refuse" } as const;
      const { first, second, browsers } = await manySignedIn(stage, 1, options);
      const [browser = new Browser()] = browsers;
      await first.visit(browser, (session) => session.regenerate());
      const door = doorBefore(first, "confirm");
      const bound = first.visit(browser, (session) => session.bind("ada"));
      const refused = door
        .reached()
        .then(() => signIn(second, new Browser()))
        .finally(() => door.open());
      await Promise.all([assert.rejects(refused, { code: "ERR_SESSION_LIMIT" }), bound]);
    },
  },
  {
    rule: "S11",
    ability: "users",
    name: `of ${LOGINS} logins at once with a limit of 3 exactly 3 sessions live, and only logins that resolved`,
    async run(stage) {
      const { outcomes, live, listed: handles } = await race(stage, { maxSessionsPerUser: 3 });
      assert.equal(live.filter(Boolean).length, 3);
      assert.equal(handles.length, 3);
      for (const [index, outcome] of outcomes.entries()) {
        if (live[index]) assert.equal(outcome.status, "fulfilled");
        else assert.ok(outcome.status === "fulfilled" || isRejected(outcome, "ERR_SESSION_GONE"));
      }
    },
  },
  {
    rule: "S11",
    ability: "users",
    name: `of ${LOGINS} logins at once with a limit of 3 that refuses exactly 3 resolve, and those live`,
    async run(stage) {
      const options = { maxSessionsPerUser: 3, whenFull: "refuse" } as const;
      const { outcomes, live, listed: handles } = await race(stage, options);
      assert.deepEqual(
        live,
        outcomes.map(({ status }) => status === "fulfilled"),
      );
      assert.equal(live.filter(Boolean).length, 3);
      assert.equal(handles.length, 3);
      for (const outcome of outcomes) {
        assert.ok(outcome.status === "fulfilled" || isRejected(outcome, "ERR_SESSION_LIMIT"));
      }
    },
  },
];
