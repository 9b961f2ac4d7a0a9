import { MemoryStore } from "hertz-sessions/memory";
import { Session } from "../../pkg/sessions/src/core/session/session.ts";
import type { WriteOptions } from "hertz-sessions";
import type { SessionStore } from "../../pkg/sessions/src/core/store.ts";

/** A session whose keys are any text. */
export type AnySession = Session<Record<string, unknown>>;

/** Stores a new session with these values, as a request does that has no cookie, and without a response to put one on. */
export async function saveSession(
  store: SessionStore,
  values: Readonly<Record<string, unknown>>,
  options?: WriteOptions,
): Promise<AnySession> {
  const session: AnySession = new Session(store, {});
  for (const [key, value] of Object.entries(values)) session.set(key, value);
  await session.save(options);
  return session;
}

/**
 * A store in this process with one session, and how another request opens it.
 *
 * @param deadlineMs - the store's deadline
 */
export async function storeWithSession(
  values: Readonly<Record<string, unknown>>,
  deadlineMs = 1000,
): Promise<{ store: MemoryStore; open: () => Promise<AnySession> }> {
  const store = new MemoryStore({ secrets: ["a secret of the tests, long enough"], deadlineMs });
  const { id } = await saveSession(store, values);
  const open = async (): Promise<AnySession> => {
    const session = await store.open<Record<string, unknown>>(id);
    if (!session) throw new Error("The session has gone");
    return session;
  };
  return { store, open };
}
