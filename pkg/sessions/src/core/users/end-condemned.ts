import type { SessionWriter } from "../store.ts";
import { quietly } from "./quietly.ts";
import type { IndexEntry } from "./user-index.ts";
import { userIndexOf } from "./user-index-of.ts";

/**
 * Removes the rows of condemned entries, and then the entries. One whose row may still come stays, so that it is found again.
 *
 * @returns how many sessions were there
 */
export async function endCondemned(
  store: SessionWriter,
  user: string,
  condemned: readonly IndexEntry[],
): Promise<number> {
  const index = userIndexOf(store);
  const removals = condemned.map(({ handle }) => {
    store.retired.set(handle, true);
    return index.removeOf(user, handle);
  });
  const wasThere = await Promise.all(removals);
  const over = condemned.filter(({ isPending }) => !isPending);
  if (over.length > 0) await quietly(index.leave(user, over));
  return wasThere.filter(Boolean).length;
}
