import { Session } from "../../pkg/sessions/src/core/session.ts";
import type { SessionStore } from "../../pkg/sessions/src/core/store.ts";

/** A session whose keys are any text. */
export type AnySession = Session<Record<string, unknown>>;

/** Stores a new session with these values, as a request does that has no cookie, and without a response to put one on. */
export async function saveSession(
  store: SessionStore,
  values: Readonly<Record<string, unknown>>,
): Promise<AnySession> {
  const session: AnySession = new Session(store, {});
  for (const [key, value] of Object.entries(values)) session.set(key, value);
  await session.save();
  return session;
}
