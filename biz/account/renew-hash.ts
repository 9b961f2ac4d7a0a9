import { PasswordBusyError } from "../../pkg/password/password-errors.ts";
import type { PasswordHasher } from "../../pkg/password/password-hasher.ts";
import type { UserRepository } from "../dal/user-repository.ts";
import type { User } from "../model/user.ts";

/**
 * Hashes a password anew that was just found right, when its hash is of another cost than new ones. Leaves it to the next
 * login when too many passwords wait.
 */
export async function renewHash(
  { users, passwords }: { readonly users: UserRepository; readonly passwords: PasswordHasher },
  user: User,
  password: string,
): Promise<void> {
  if (!passwords.isOutdated(user.passwordHash)) return;
  try {
    await users.replacePasswordHash(user, await passwords.hash(password));
  } catch (error) {
    if (!(error instanceof PasswordBusyError)) throw error;
  }
}
