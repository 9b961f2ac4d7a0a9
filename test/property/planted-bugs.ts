import type { Delta, IndexEntry, SessionStore } from "hertz-sessions";
import { applyDelta } from "../../pkg/sessions/src/core/row/apply-delta.ts";
import { rowAt } from "../support/row-at.ts";
import type { Flaw } from "./actor-store.ts";
import { ABSOLUTE_SECONDS, IDLE_SECONDS } from "./store-model.ts";

// Each is one of the mistakes that session stores make, over stores that are right otherwise.

const LIFETIME = { idle: { seconds: IDLE_SECONDS, fromMaxAge: false }, absoluteSeconds: ABSOLUTE_SECONDS };

/** What this request knows of each row, by handle: what it has read and written. */
function remember(store: SessionStore): {
  remembering: SessionStore;
  seen: Map<string, Map<string, string>>;
} {
  const seen = new Map<string, Map<string, string>>();
  const read: SessionStore["read"] = async (handle, renewMs) => {
    const row = await store.read(handle, renewMs);
    if (row && "head" in row) seen.set(handle, new Map(row.entries));
    return row;
  };
  const insert: SessionStore["insert"] = (handle, entries, lifetime) => {
    seen.set(handle, new Map(entries));
    return store.insert(handle, entries, lifetime);
  };
  const move: SessionStore["move"] = (from, to, delta, lifetime) => {
    seen.set(to, applyDelta(seen.get(from) ?? new Map(), delta));
    return store.move(from, to, delta, lifetime);
  };
  return { remembering: { ...store, read, insert, move }, seen };
}

/** A save writes the whole record as its request knows it. */
export const writesWholeRecords: Flaw = (store) => {
  const { remembering, seen } = remember(store);
  return {
    ...remembering,
    merge: async (handle, delta, expected) => {
      const record = applyDelta(seen.get(handle) ?? new Map(), delta);
      seen.set(handle, record);
      return store.merge(handle, { ...delta, clear: true, set: [...record], remove: [] }, expected);
    },
  };
};

/** A save also writes the values that its request has only read. */
export const writesBackWhatWasRead: Flaw = (store) => {
  const { remembering, seen } = remember(store);
  return {
    ...remembering,
    merge: async (handle, delta, expected) => {
      const known = seen.get(handle) ?? new Map<string, string>();
      seen.set(handle, applyDelta(known, delta));
      if (expected || delta.clear) return store.merge(handle, delta, expected);
      const changed = new Set([...delta.remove, ...delta.set.map(([name]) => name)]);
      const onlyRead = [...known].filter(([name]) => !changed.has(name));
      return store.merge(handle, { ...delta, set: [...onlyRead, ...delta.set] });
    },
  };
};

/** A save creates the row that it does not find. */
export const savesByUpsert: Flaw = (store) => ({
  ...store,
  merge: async (handle, delta, expected) => {
    const result = await store.merge(handle, delta, expected);
    if (result !== "gone") return result;
    await store.insert(handle, new Map(delta.set), LIFETIME);
    return "merged";
  },
});

/** A session gets its new id by being deleted and created anew. */
export const regeneratesByDeleteAndCreate: Flaw = (store) => ({
  ...store,
  move: async (from: string, to: string, delta: Delta, lifetime) => {
    const row = await rowAt(store, from);
    if (!row) return null;
    if (row.head.user !== (lifetime.user ?? "")) return { boundTo: row.head.user };
    await store.remove(from);
    return store.insert(to, applyDelta(row.entries, delta), lifetime);
  },
});

/** A revoke ends what it finds, and does not look again for sessions that are just being bound or moved. */
export const revokesWithoutLookingAgain: Flaw = (store) => {
  const { users } = store;
  const settled = (entries: readonly IndexEntry[]): IndexEntry[] =>
    entries.map((entry) => ({ ...entry, isPending: false }));
  return {
    ...store,
    users: users && {
      ...users,
      condemn: async (user, which, keepMs) => settled(await users.condemn(user, which, keepMs)),
    },
  };
};

/** An update writes whatever stands there. */
export const updatesWithoutComparing: Flaw = (store) => ({
  ...store,
  merge: (handle, delta) => store.merge(handle, delta),
});
