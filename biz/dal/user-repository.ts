import type { NewUser, User } from "../model/user.ts";

/**
 * Where users are kept. Names and e-mail addresses are compared without regard to case.
 *
 * An error other than those named here means that the store failed: UserStoreError when it did not answer in
 * time or refused, UserRecordError when what it holds is no user. A failure is never reported as "no such
 * user".
 */
export interface UserRepository {
  /** The user of that name, null when there is none. */
  findByUsername(username: string): Promise<User | null>;
  /**
   * Adds a user and gives it an id. Of several that are created at once with the same name or e-mail address,
   * on whichever replica, one succeeds; the others reject with UserExistsError, which says what is taken, and leave
   * nothing behind.
   */
  create(user: NewUser): Promise<User>;
  /**
   * Gives a user another password hash, if the one that the caller knows is still the stored one.
   *
   * @returns whether it was: false means that somebody else has changed the password meanwhile
   */
  replacePasswordHash(user: User, passwordHash: string): Promise<boolean>;
}
