/** What a store can be able to, and what that means for it. Each case of the contract needs one of these. */
export const STORE_ABILITIES = {
  carried: "a session comes back with its cookie",
  lifetimes: "sessions end at their timeouts",
  rows: "each session stands in one row that all replicas share",
  versions: "data of another version is migrated where it is read, and stored with the next save",
  migrations: "a row is migrated in one step, whatever other replicas save meanwhile",
  deltas: "requests at once lose no change of another's keys",
  updates: "compare-and-set of one key",
  destroy: "a row that has gone is never created by a late write",
  regenerate: "a row moves to a new id in one step",
  rotate: "a row moves to a new id in one step, and the one before leads to it for a grace",
  open: "a session is found by its id, without a request",
  failures: "a store that fails is an error, and never an empty session",
  deadlines: "a store that hangs is an error in time",
  users: "sessions are found and ended by their user",
} as const;

/** One ability of a store, by name. */
export type StoreAbility = keyof typeof STORE_ABILITIES;

/** Every ability: what a store on a server should have. */
export const storeAbilities = Object.keys(STORE_ABILITIES) as readonly StoreAbility[];

/** What a store can be able to whose sessions live in their visitors' cookies. */
export const sealedStoreAbilities: readonly StoreAbility[] = ["carried", "lifetimes", "versions"];
