import { SessionStateError } from "../../core/errors.ts";
import type { EnterResult, IndexLimit, NewIndexEntry, UserIndex } from "../../core/users/user-index.ts";

/**
 * The users' indexes of a store whose sessions may not have moved to its layout yet: those cannot be bound, since their rows name no user.
 *
 * @param isBefore - whether a handle is that of a session in the layout before
 */
export function movedUserIndex(index: UserIndex, isBefore: (handle: string) => boolean): UserIndex {
  return {
    async enter(user: string, entry: NewIndexEntry, limit: IndexLimit): Promise<EnterResult> {
      if (isBefore(entry.handle)) throw unmovedError();
      return index.enter(user, entry, limit);
    },
    mark: (user) => index.mark(user),
    confirm: (user, handle) => index.confirm(user, handle),
    leave: (user, entries) => index.leave(user, entries),
    condemn: (user, which, keepMs) => index.condemn(user, which, keepMs),
    entries: (user) => index.entries(user),
    inspect: (handle) => index.inspect(handle),
    removeOf: (user, handle) => index.removeOf(user, handle),
  };
}

function unmovedError(): SessionStateError {
  const message = "A session that has not moved to the layout of RedisStore yet cannot be bound to a user";
  return new SessionStateError("ERR_SESSION_NO_USER_INDEX", message);
}
