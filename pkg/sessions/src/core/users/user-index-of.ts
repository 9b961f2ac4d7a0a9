import { SessionStateError, SessionValueError } from "../errors.ts";
import type { SessionWriter } from "../store.ts";
import type { UserIndex } from "./user-index.ts";

/** The store's index of users. @throws SessionStateError when it has none */
export function userIndexOf(store: SessionWriter): UserIndex {
  if (store.users) return store.users;
  const message = "This store cannot tell whose sessions it holds; RedisStore and MemoryStore can";
  throw new SessionStateError("ERR_SESSION_NO_USER_INDEX", message);
}

/** Half a surrogate pair has no UTF-8: two users could become one. */
const HALF_PAIR = /\p{Surrogate}/u;

/** A user's id as applications give it. @throws SessionValueError when it is none */
export function checkUser(user: unknown): string {
  if (typeof user === "string" && user !== "" && !HALF_PAIR.test(user)) return user;
  const found = typeof user === "string" ? "a text that is empty or malformed" : typeof user;
  throw new SessionValueError(
    "ERR_SESSION_VALUE",
    `A user's id must be a text that is not empty, found ${found}`,
  );
}
