import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { IndexEntry, NewIndexEntry, SessionStoreOptions, UserIndex } from "hertz-sessions";
import { MemoryStore } from "hertz-sessions/memory";
import { contractCases, runContractCase } from "hertz-sessions/testing";
import type { ContractCase } from "hertz-sessions/testing";

// Indexes of users that are wrong on purpose, each in one way: the contract must tell every one of them from the true one.

/** What is done differently, given how it is done. */
type Flaw = (index: UserIndex) => Partial<UserIndex>;

/** Enters a session only when its row has been written. */
const entersLast: Flaw = (index) => {
  const late = new Map<string, NewIndexEntry>();
  return {
    enter: async (_user, entry) => {
      late.set(entry.handle, entry);
      return { isLong: false, evicted: [] };
    },
    confirm: async (user, handle) => {
      const entry = late.get(handle);
      if (entry) await index.enter(user, entry, { most: 0, evicts: false });
      return index.confirm(user, handle);
    },
  };
};

/** Takes the entries out before their rows are removed. */
const takesOutFirst: Flaw = (index) => ({
  condemn: async (user, which, keepMs) => {
    const condemned = await index.condemn(user, which, keepMs);
    await index.leave(user, condemned);
    return condemned;
  },
});

/** Never asks whether a session was condemned while its row was written. */
const confirmsAll: Flaw = () => ({ confirm: async () => true });

/** Does not know that a row may still come, so nobody looks again. */
const looksOnce: Flaw = (index) => {
  const settled = (entries: readonly IndexEntry[]): IndexEntry[] =>
    entries.map((entry) => ({ ...entry, isPending: false }));
  return {
    condemn: async (user, which, keepMs) => settled(await index.condemn(user, which, keepMs)),
    entries: async (user) => settled(await index.entries(user)),
  };
};

/** Removes whatever it is given the handle of. */
const removesAnybodys: Flaw = (index) => ({
  removeOf: async (_user, handle) => {
    const row = await index.inspect(handle);
    return row ? index.removeOf(row.head.user, handle) : false;
  },
  condemn: async (user, which, keepMs) => {
    const condemned = await index.condemn(user, which, keepMs);
    if (which === "all" || !("handle" in which) || condemned.length > 0) return condemned;
    const { handle } = which;
    return [{ handle, boundAt: 0, isPending: false, isCondemned: true, movesFrom: "", seen: undefined }];
  },
});

/** Counts, and only then enters. */
const countsApart: Flaw = (index) => ({
  enter: async (user, entry, { most, evicts }) => {
    const entries = await index.entries(user);
    await wait(1);
    if (most > 0 && entries.length >= most && !evicts) return "full";
    const evicted = most > 0 ? entries.slice(0, Math.max(0, entries.length + 1 - most)) : [];
    const entered = await index.enter(user, entry, { most: 0, evicts: false });
    return typeof entered === "object" ? { ...entered, evicted } : entered;
  },
});

/** Gives the same mark for ever. */
const keepsMark: Flaw = () => ({ mark: async () => "0" });

/** Enters whatever mark it is shown. */
const ignoresMark: Flaw = (index) => ({
  enter: (user, entry, limit) => index.enter(user, { ...entry, mark: undefined }, limit),
});

/** Enters a session under its new id as if it were another one. */
const forgetsOrigin: Flaw = (index) => ({
  enter: (user, entry, limit) => index.enter(user, { ...entry, movesFrom: "" }, limit),
});

/** Never takes an entry out. */
const keepsEntries: Flaw = () => ({ leave: async () => undefined });

/** A store whose index of users has a flaw. */
function createFlawedStore(options: SessionStoreOptions, flaw: Flaw): MemoryStore {
  const store = new MemoryStore(options);
  const { users } = store;
  const names = ["mark", "enter", "confirm", "leave", "condemn", "entries", "inspect", "removeOf"] as const;
  const original = Object.fromEntries(names.map((name) => [name, users[name].bind(users)]));
  Object.assign(users, flaw(original as unknown as UserIndex));
  return store;
}

/** Whether stores with this flaw keep one promise. A case that does not end by itself is not kept. */
async function keeps(contractCase: ContractCase, flaw: Flaw, limitMs: number): Promise<boolean> {
  const running = runContractCase(contractCase, async (options) => {
    const store = createFlawedStore(options, flaw);
    return { first: store, second: store, close: () => Promise.resolve() };
  });
  const judged = running.then(
    () => true,
    () => false,
  );
  return Promise.race([judged, wait(limitMs, false, { ref: false })]);
}

/** The promises of S11 that stores with this flaw break. */
async function brokenBy(flaw: Flaw, limitMs = 2500): Promise<string[]> {
  const cases = contractCases.filter(({ rule }) => rule === "S11");
  const kept = await Promise.all(cases.map((contractCase) => keeps(contractCase, flaw, limitMs)));
  return cases.filter((_case, index) => !kept[index]).map(({ name }) => name);
}

describe("rule S11 of the session store contract", () => {
  it("is kept by MemoryStore", async () => {
    expect(await brokenBy(() => ({}), 20_000)).toEqual([]);
  });

  // Which other promises a flaw breaks as well may depend on the moment; this one it always breaks.
  it.each<[string, Flaw, string]>([
    [
      "enters a session after its row",
      entersLast,
      "a revoke that meets the bind of a new session ends it, and the bind is refused",
    ],
    [
      "takes entries out before their rows",
      takesOutFirst,
      "a revoke that failed half-way is finished by the next one",
    ],
    [
      "confirms whatever it is asked",
      confirmsAll,
      "a revoke that meets the bind of a stored session ends it, and it does not live on when the revoke has resolved",
    ],
    [
      "does not tell that a row may still come",
      looksOnce,
      "a revoke that meets the bind of a stored session ends it, and it does not live on when the revoke has resolved",
    ],
    [
      "removes anybody's sessions",
      removesAnybodys,
      "revoke() leaves the sessions of other users, also when it is given the handle of one",
    ],
    [
      "counts in one step and enters in another",
      countsApart,
      "of 20 logins at once with a limit of 3 that refuses exactly 3 resolve, and those live",
    ],
    [
      "never changes a mark",
      keepsMark,
      "a bind whose mark is from before a revoke of all is refused, and one with a new mark is not",
    ],
    [
      "does not compare marks",
      ignoresMark,
      "a bind whose mark is from before a revoke of all but one is refused, and one with a new mark is not",
    ],
    [
      "forgets what a session moves from",
      forgetsOrigin,
      "revoking the session that is just getting another id ends it under that",
    ],
    ["never takes an entry out", keepsEntries, "destroy() takes the session out of the index"],
  ])("is broken by an index that %s", async (_name, flaw, promise) => {
    expect(await brokenBy(flaw)).toContain(promise);
  });
});
