import { afterAll, beforeEach } from "vitest";
import { CookieStore } from "../../pkg/sessions/src/cookie/cookie-store.ts";
import type { CookieStoreOptions } from "../../pkg/sessions/src/cookie/cookie-store.ts";
import { saveValues } from "../../pkg/sessions/src/testing/cases/visits.ts";
import { Replica } from "../../pkg/sessions/src/testing/replica.ts";
import { JarBrowser } from "./jar-browser.ts";

export const SECRET = "a secret of the tests, long enough";
export const START = 1_795_439_460_000;

/** The clock of all replicas of a test file, which stands still unless a test sets it, and is at `START` when a test begins. */
export const clock = { now: START };

/** Makes replicas whose sessions live in cookies. Call it once, at the top of a test file: it ends them all. */
export function cookieReplicas(): (options?: Partial<CookieStoreOptions>) => Promise<Replica> {
  const replicas: Replica[] = [];
  beforeEach(() => {
    clock.now = START;
  });
  afterAll(() => Promise.all(replicas.map((replica) => replica.close())));
  return async (options = {}) => {
    const store = new CookieStore({ secrets: [SECRET], clock: () => clock.now, ...options });
    const replica = await Replica.start(store);
    replicas.push(replica);
    return replica;
  };
}

/** A browser with a session that holds these values. */
export async function signedInAt(
  replica: Replica,
  values: Readonly<Record<string, unknown>> = { user: "ada" },
): Promise<JarBrowser> {
  const browser = new JarBrowser();
  await saveValues(replica, browser, values);
  return browser;
}
