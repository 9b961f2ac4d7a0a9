import { SessionConfigError } from "../../core/errors.ts";

/** Refuses a client that no store could work with. */
export function refuseClient(why: string): never {
  throw new SessionConfigError(`Store option client cannot be used: it ${why}`);
}

/** A prefix of the client's own would be put in front of some of the keys only. */
export function refuseKeyPrefix(): never {
  refuseClient("has a keyPrefix of its own: give the prefix to the store, as its option keyPrefix");
}
