import { vi } from "vitest";
import { SessionStoreError } from "../../pkg/sessions/src/core/errors.ts";
import { Session } from "../../pkg/sessions/src/core/session/session.ts";
import type { UserIndex } from "../../pkg/sessions/src/core/users/user-index.ts";
import { MemoryStore } from "../../pkg/sessions/src/memory/memory-store.ts";
import type { MemoryStoreOptions } from "../../pkg/sessions/src/memory/memory-store.ts";
import type { AnySession } from "./save-session.ts";

/** A store whose clock stands still until it is moved. */
export function createStoppedStore(options: Partial<MemoryStoreOptions> = {}): {
  store: MemoryStore;
  clock: { now: number };
} {
  const clock = { now: Date.UTC(2026, 0, 1) };
  const secrets = ["a secret of the tests, long enough"];
  return { store: new MemoryStore({ secrets, clock: () => clock.now, ...options }), clock };
}

/** A new session that is bound to a user. */
export async function bindSession(store: MemoryStore, user = "ada"): Promise<AnySession> {
  const session: AnySession = new Session(store, {});
  await session.bind(user);
  return session;
}

/** Lets an operation of the index of users fail each time, until the mocks are restored. */
export function failIndex(store: MemoryStore, operation: keyof UserIndex): void {
  const message = "The index of this test does not answer";
  const error = new SessionStoreError("ERR_SESSION_STORE_DEADLINE", "index", message);
  vi.spyOn(store.users, operation).mockRejectedValue(error);
}

/** The handles that a store lists for the user. */
export async function listedHandles(store: MemoryStore): Promise<string[]> {
  return (await store.sessionsOf("ada")).map(({ handle }) => handle);
}
