import type { PasswordHasher } from "../../pkg/password/password-hasher.ts";
import type { UserRepository } from "../dal/user-repository.ts";

/** How an attempt to change a password ended. */
export type PasswordChange = "changed" | "wrong" | "conflict";

export interface PasswordChangeDeps {
  readonly users: UserRepository;
  readonly passwords: PasswordHasher;
}

/**
 * Puts a new password in the place of the current one. Gives "wrong" when that is not the user's, and "conflict" when
 * somebody else changed it at the same time. Sessions go on: end them after it.
 */
export async function changePassword(
  { users, passwords }: PasswordChangeDeps,
  username: string,
  { current, next }: { readonly current: string; readonly next: string },
): Promise<PasswordChange> {
  const user = await users.findByUsername(username);
  const matches = await passwords.verify(current, user?.passwordHash ?? null);
  if (user === null || !matches) return "wrong";
  const replaced = await users.replacePasswordHash(user, await passwords.hash(next));
  return replaced ? "changed" : "conflict";
}

/** Whether this is the user's password now. */
export async function isPasswordOf(
  { users, passwords }: PasswordChangeDeps,
  username: string,
  password: string,
): Promise<boolean> {
  const user = await users.findByUsername(username);
  return passwords.verify(password, user?.passwordHash ?? null);
}
