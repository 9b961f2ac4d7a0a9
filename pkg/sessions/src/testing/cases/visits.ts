import type { SessionStoreOptions } from "../../core/settings/settings.ts";
import type { Stage } from "../contract.ts";
import { Browser } from "../replica.ts";
import type { Replica } from "../replica.ts";

/** Lets a browser's session hold these values, and saves it. */
export function saveValues(
  replica: Replica,
  browser: Browser,
  values: Readonly<Record<string, unknown>> = { user: "ada" },
): Promise<void> {
  return replica.visit(browser, (session) => {
    for (const [key, value] of Object.entries(values)) session.set(key, value);
    return session.save();
  });
}

/** Two replicas, and a browser whose session was saved on the first. */
export async function signedIn(
  stage: Stage,
  values?: Readonly<Record<string, unknown>>,
  options?: Partial<SessionStoreOptions>,
): Promise<{ first: Replica; second: Replica; browser: Browser }> {
  const [first, second] = await stage.replicas(options);
  const browser = new Browser();
  await saveValues(first, browser, values);
  return { first, second, browser };
}

/** All values of the session as a replica finds them in the store. */
export function valuesAt(replica: Replica, browser: Browser): Promise<Record<string, unknown>> {
  return replica.visit(browser, (session) =>
    Object.fromEntries(session.keys().map((key) => [key, session.get(key)])),
  );
}
