import type { BaseStore } from "../../core/base-store.ts";
import { isSessionError } from "../../core/errors.ts";
import type { SessionErrorCode } from "../../core/errors.ts";
import type { SessionStoreOptions } from "../../core/settings/settings.ts";
import type { BindOptions } from "../../core/users/bind-row.ts";
import type { IndexEntry } from "../../core/users/user-index.ts";
import type { Stage } from "../contract.ts";
import { Door } from "../interleave.ts";
import { Browser } from "../replica.ts";
import type { Replica } from "../replica.ts";
import { watchStore } from "../store-calls.ts";

/** How a bind, a save or a move of a session that has ended is refused. */
export const GONE = { code: "ERR_SESSION_GONE", status: 401 };

/** The store of a replica, which must know whose sessions it holds. */
export function storeOf(replica: Replica): BaseStore {
  return replica.store as BaseStore;
}

/** Lets a browser sign in, as an application's login does. @returns the handle of its session */
export function signIn(
  replica: Replica,
  browser: Browser,
  user = "ada",
  options?: BindOptions,
): Promise<string> {
  return replica.visit(browser, async (session) => {
    await session.regenerate();
    session.set("user", user);
    await session.bind(user, options);
    return session.handle;
  });
}

/** Browsers that sign in one after the other, on the two replicas in turn, and the handles of their sessions. */
export async function signInAll(
  replicas: readonly [Replica, Replica],
  count: number,
  user?: string,
): Promise<{ browsers: Browser[]; handles: string[] }> {
  const browsers = Array.from({ length: count }, () => new Browser());
  const handles: string[] = [];
  for (const [index, browser] of browsers.entries()) {
    handles.push(await signIn(replicas[index % 2 ? 1 : 0], browser, user));
  }
  return { browsers, handles };
}

/** Two replicas, and browsers that have signed in. */
export async function manySignedIn(
  stage: Stage,
  count: number,
  options?: Partial<SessionStoreOptions>,
): Promise<{ first: Replica; second: Replica; browsers: Browser[]; handles: string[] }> {
  const [first, second] = await stage.replicas(options);
  return { first, second, ...(await signInAll([first, second], count)) };
}

/** Whether a browser's cookie leads to a session. */
export async function isLive(replica: Replica, browser: Browser): Promise<boolean> {
  return replica.visit(browser.copy(), (session) => !session.isNew);
}

/** For each browser whether its cookie leads to a session. */
export function areLive(replica: Replica, browsers: readonly Browser[]): Promise<boolean[]> {
  return Promise.all(browsers.map((browser) => isLive(replica, browser)));
}

/** The handles that a replica lists for a user. */
export async function listed(replica: Replica, user = "ada"): Promise<string[]> {
  return (await storeOf(replica).sessionsOf(user)).map(({ handle }) => handle);
}

/** What stands in a user's index, living or not. */
export async function indexed(replica: Replica, user = "ada"): Promise<readonly IndexEntry[]> {
  return (await replica.store.users?.entries(user)) ?? [];
}

/** Whether a promise was rejected with an error of this code. */
export function isRejected(outcome: PromiseSettledResult<unknown>, code: SessionErrorCode): boolean {
  return outcome.status === "rejected" && isSessionError(outcome.reason, code);
}

/** Lets the first call of one of these operations wait at a door, before it goes to the store. */
export function doorBefore(replica: Replica, ...operations: readonly string[]): Door {
  const door = new Door();
  let isTaken = false;
  watchStore(replica.store, async ({ operation }) => {
    if (isTaken || !operations.includes(operation)) return;
    isTaken = true;
    await door.pass();
  });
  return door;
}
