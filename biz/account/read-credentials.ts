import type { UserRepository } from "../dal/user-repository.ts";
import type { User } from "../model/user.ts";
import type { UserSessions } from "./user-sessions.ts";

/** Whose password is to be checked, and what the sign-in depends on. */
export interface Credentials {
  /** `null` when nobody has that name. */
  readonly user: User | null;
  /** For `session.bind()`: a change of the password after this makes it reject. */
  readonly mark: string;
}

/** No user's id: ids are UUIDs. */
const nobody = "nobody";

/**
 * The user of a name, with a mark that was taken before the hash of the password was read.
 *
 * The mark goes by the id, which the record alone tells, so the record is read twice, and the second reading counts. An
 * unknown name takes the same three questions.
 */
export async function readCredentials(
  { users, sessions }: { readonly users: UserRepository; readonly sessions: UserSessions },
  username: string,
): Promise<Credentials> {
  const known = await users.findByUsername(username);
  const mark = await sessions.markOf(known?.id ?? nobody);
  const user = await users.findByUsername(username);
  // Whoever registered the name between the two readings has no password that this visitor could have meant.
  return { user: user?.id === known?.id ? user : null, mark };
}
