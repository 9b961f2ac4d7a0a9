import type { PasswordHasher } from "../../pkg/password/password-hasher.ts";
import type { UserRepository } from "../dal/user-repository.ts";
import type { AttemptCounter } from "../model/attempt-limits.ts";
import type { SessionUser } from "../model/session-user.ts";
import type { User } from "../model/user.ts";

export interface ConfirmPasswordDeps {
  readonly users: UserRepository;
  readonly passwords: PasswordHasher;
  readonly attempts: AttemptCounter;
}

/**
 * Checks the password that a signed-in user gives again. Gives the user's record, or `null` when it is not the password.
 *
 * @throws TooManyAttemptsError when it was tried too often: a stolen session must not find the password out
 */
export async function confirmPassword(
  { users, passwords, attempts }: ConfirmPasswordDeps,
  { userId, username }: SessionUser,
  password: string,
): Promise<User | null> {
  await attempts.take("password", userId);
  const user = await users.findByUsername(username);
  const matches = await passwords.verify(password, user?.passwordHash ?? null);
  if (user?.id !== userId || !matches) return null;
  await attempts.forget("password", userId);
  return user;
}
