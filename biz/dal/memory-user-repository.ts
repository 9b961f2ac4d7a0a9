import { randomUUID } from "node:crypto";

import type { NewUser, User } from "../model/user.ts";
import { uniqueFields, UserExistsError } from "./user-errors.ts";
import type { UserRepository } from "./user-repository.ts";

/** Users in this process alone, for tests; they end with it. */
export class MemoryUserRepository implements UserRepository {
  readonly #byName = new Map<string, User>();
  readonly #emails = new Set<string>();

  findByUsername(username: string): Promise<User | null> {
    return Promise.resolve(this.#byName.get(username.toLowerCase()) ?? null);
  }

  create(newUser: NewUser): Promise<User> {
    const name = newUser.username.toLowerCase();
    const email = newUser.email.toLowerCase();
    const isTaken = { username: this.#byName.has(name), email: this.#emails.has(email) };
    const taken = uniqueFields.filter((field) => isTaken[field]);
    if (taken.length > 0) return Promise.reject(new UserExistsError(taken));
    const user: User = { id: randomUUID(), ...newUser, createdAt: new Date().toISOString() };
    this.#byName.set(name, user);
    this.#emails.add(email);
    return Promise.resolve(user);
  }

  replacePasswordHash(user: User, passwordHash: string): Promise<boolean> {
    const name = user.username.toLowerCase();
    const stored = this.#byName.get(name);
    if (stored?.id !== user.id || stored.passwordHash !== user.passwordHash) return Promise.resolve(false);
    this.#byName.set(name, { ...stored, passwordHash });
    return Promise.resolve(true);
  }
}
