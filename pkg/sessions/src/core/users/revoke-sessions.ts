import { setTimeout as wait } from "node:timers/promises";
import { observe } from "../diagnostics/observe.ts";
import { sessionEvents } from "../diagnostics/session-events.ts";
import type { RevokeEvent } from "../diagnostics/session-events.ts";
import { SessionStoreError, SessionValueError } from "../errors.ts";
import { MOST_HOPS } from "../rotation/session-moved.ts";
import type { SessionWriter } from "../store.ts";
import { endCondemned } from "./end-condemned.ts";
import { pendingMs } from "./enter-session.ts";
import { successorAt } from "./successor-at.ts";
import type { WhichSessions } from "./user-index.ts";
import { userIndexOf } from "./user-index-of.ts";

/** A mark counts for at least a day: no login takes longer. One that is kept in a session ends with that, at its absolute timeout. */
const MARK_MS = 24 * 60 * 60 * 1000;

/** Milliseconds between two looks at sessions that are being bound or moved right now, which takes a few: 1, 2, 4 ... up to these. */
const LONGEST_PAUSE_MS = 50;

/**
 * Ends sessions of a user. First their entries are condemned, in one step: from then on nothing binds, confirms or moves them. Then
 * their rows are removed, and last the entries. An entry whose row may still come is looked at again until it is gone, or its time
 * is over.
 *
 * @returns how many sessions it removed
 */
export function revokeSessions(store: SessionWriter, user: string, which: WhichSessions): Promise<number> {
  const { revoke } = sessionEvents;
  if (!revoke.hasSubscribers) return tryRevoke(store, user, which);
  return observe(() => tryRevoke(store, user, which), {
    channel: revoke,
    about: (ended = 0) => ({ store: store.kind, which: nameOf(which), ended }),
    outcomeOf: () => "done",
  });
}

/** Also of what is none of these, which is refused later. */
function nameOf(which: WhichSessions): RevokeEvent["which"] {
  if (typeof which !== "object" || which === null) return "all";
  return "except" in which ? "others" : "one";
}

async function tryRevoke(store: SessionWriter, user: string, which: WhichSessions): Promise<number> {
  const index = userIndexOf(store);
  const chosen = await followed(store, checkWhich(which));
  const giveUpAt = performance.now() + 2 * pendingMs(store.settings);
  const keepMs = Math.max(MARK_MS, store.settings.absoluteSeconds * 1000);
  let condemned = await index.condemn(user, chosen, keepMs);
  const handles = new Set(condemned.map(({ handle }) => handle));
  let ended = 0;
  for (let pauseMs = 1; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    ended += await endCondemned(store, user, condemned);
    if (!condemned.some(({ isPending }) => isPending)) return ended;
    if (performance.now() > giveUpAt) throw stillBinding();
    await wait(pauseMs);
    const entries = await index.entries(user);
    condemned = entries.filter(({ handle, isCondemned }) => isCondemned && handles.has(handle));
  }
}

/** Whatever is not clearly one, or all but one, must not end them all by mistake. */
function checkWhich(which: WhichSessions): WhichSessions {
  if (which === "all") return which;
  const { handle, except } = which as { readonly handle?: unknown; readonly except?: unknown };
  if (typeof handle === "string" && except === undefined) return { handle };
  if (typeof except === "string" && handle === undefined) return { except };
  const message = 'Sessions to revoke must be given as "all", { handle } or { except: handle }';
  throw new SessionValueError("ERR_SESSION_VALUE", message);
}

/** The same sessions by the handles that they have now: a page or a request may still know one by that from before a rotation. */
async function followed(store: SessionWriter, which: WhichSessions): Promise<WhichSessions> {
  if (which === "all" || !store.rotate) return which;
  let handle = "handle" in which ? which.handle : which.except;
  for (let hops = 0; hops < MOST_HOPS; hops += 1) {
    const successor = await successorAt(store, handle);
    if (!successor) break;
    handle = successor.handle;
  }
  return "handle" in which ? { handle } : { except: handle };
}

function stillBinding(): SessionStoreError {
  const message = "A session that is revoked was still being written when the time was over; revoke again";
  return new SessionStoreError("ERR_SESSION_STORE_DEADLINE", "index", message);
}
