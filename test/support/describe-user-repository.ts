import { randomUUID } from "node:crypto";

import { describe, expect, it } from "vitest";

import { UserExistsError } from "../../biz/dal/user-errors.ts";
import type { UserRepository } from "../../biz/dal/user-repository.ts";
import type { NewUser } from "../../biz/model/user.ts";

const passwordHash = `$2b$04$${"a".repeat(53)}`;
const otherHash = `$2b$04$${"z".repeat(53)}`;

/**
 * What every UserRepository promises.
 *
 * @param open gives two repositories over the same users, as two replicas have them; it is called in each
 * test
 */
export function describeUserRepository(open: () => readonly [UserRepository, UserRepository]): void {
  describe("as every UserRepository", () => {
    it("findByUsername() of an unknown name gives null", async () => {
      const [users] = open();
      expect(await users.findByUsername(`nobody-${randomUUID()}`)).toBeNull();
    });

    it("create() gives the user an id and the time, and keeps the rest", async () => {
      const [users] = open();
      const newUser = someone();
      const before = Date.now();
      const user = await users.create(newUser);
      expect(user).toMatchObject(newUser);
      expect(user.id).toMatch(/^[\da-f-]{36}$/);
      expect(Date.parse(user.createdAt)).toBeGreaterThanOrEqual(before);
    });

    it("findByUsername() on another replica gives the created user, whatever the case of the name", async () => {
      const [users, others] = open();
      const user = await users.create(someone());
      expect(await others.findByUsername(user.username)).toEqual(user);
      expect(await others.findByUsername(user.username.toUpperCase())).toEqual(user);
    });

    it("create() with a taken name rejects, whatever its case, and frees the e-mail address", async () => {
      const [users, others] = open();
      const first = await users.create(someone());
      const second = { ...someone(), username: first.username.toUpperCase() };
      await expect(others.create(second)).rejects.toMatchObject({ taken: ["username"] });
      expect(await users.findByUsername(first.username)).toEqual(first);
      await expect(others.create({ ...someone(), email: second.email })).resolves.toMatchObject({
        email: second.email,
      });
    });

    it("create() with a taken e-mail address rejects, whatever its case, and does not take the name", async () => {
      const [users, others] = open();
      const first = await users.create(someone());
      const second = { ...someone(), email: first.email.toUpperCase() };
      await expect(others.create(second)).rejects.toMatchObject({ taken: ["email"] });
      expect(await others.findByUsername(second.username)).toBeNull();
    });

    it("create() with a name and an e-mail address that are taken rejects and names both", async () => {
      const [users, others] = open();
      const [first, second] = [await users.create(someone()), await users.create(someone())];
      const third = { ...someone(), username: first.username, email: second.email };
      await expect(others.create(third)).rejects.toMatchObject({
        code: "ERR_USER_EXISTS",
        taken: ["username", "email"],
      });
    });

    it("of many that create() the same user at once, one succeeds and is the one found", async () => {
      const [users, others] = open();
      const newUser = someone();
      const attempts = await Promise.allSettled(
        Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? users : others).create(newUser)),
      );
      const created = attempts.filter((attempt) => attempt.status === "fulfilled");
      const refused = attempts.filter((attempt) => attempt.status === "rejected");
      expect(created).toHaveLength(1);
      expect(refused.every(({ reason }) => reason instanceof UserExistsError)).toBe(true);
      expect(await users.findByUsername(newUser.username)).toEqual(created[0]?.value);
    });

    it("of many that create() different names with one e-mail address at once, one succeeds", async () => {
      const [users, others] = open();
      const { email } = someone();
      const attempts = await Promise.allSettled(
        Array.from({ length: 10 }, (_, index) =>
          (index % 2 === 0 ? users : others).create({ ...someone(), email }),
        ),
      );
      expect(attempts.filter((attempt) => attempt.status === "fulfilled")).toHaveLength(1);
    });

    it("replacePasswordHash() changes the hash for every replica, and nothing else", async () => {
      const [users, others] = open();
      const user = await users.create(someone());
      expect(await users.replacePasswordHash(user, otherHash)).toBe(true);
      expect(await others.findByUsername(user.username)).toEqual({ ...user, passwordHash: otherHash });
    });

    it("replacePasswordHash() of a hash that is not the stored one any more changes nothing", async () => {
      const [users, others] = open();
      const user = await users.create(someone());
      await others.replacePasswordHash(user, otherHash);
      expect(await users.replacePasswordHash(user, passwordHash)).toBe(false);
      expect((await users.findByUsername(user.username))?.passwordHash).toBe(otherHash);
    });

    it("of several replacePasswordHash() at once, one succeeds", async () => {
      const [users, others] = open();
      const user = await users.create(someone());
      const hashes = ["b", "c", "d", "e"].map((letter) => `$2b$04$${letter.repeat(53)}`);
      const replaced = await Promise.all(
        hashes.map((hash, index) => (index % 2 === 0 ? users : others).replacePasswordHash(user, hash)),
      );
      expect(replaced.filter(Boolean)).toHaveLength(1);
      expect((await users.findByUsername(user.username))?.passwordHash).toBe(hashes[replaced.indexOf(true)]);
    });

    it("replacePasswordHash() of an unknown user is false", async () => {
      const [users] = open();
      const user = { id: randomUUID(), ...someone(), createdAt: new Date().toISOString() };
      expect(await users.replacePasswordHash(user, otherHash)).toBe(false);
    });
  });
}

/** A user that nobody else has. */
export function someone(): NewUser {
  const name = `User-${randomUUID()}`;
  return { username: name, email: `${name}@Example.com`, passwordHash };
}
