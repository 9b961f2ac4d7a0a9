import type { SessionCarrier } from "./carrier.ts";
import { observe } from "../diagnostics/observe.ts";
import { reportRejection } from "../diagnostics/report-rejection.ts";
import { sessionEvents } from "../diagnostics/session-events.ts";
import { isSessionError } from "../errors.ts";
import { readyRow } from "../row/ready-row.ts";
import type { ReadyRow } from "../row/ready-row.ts";
import { isRotationDue, rotateByAge } from "./rotate-by-age.ts";
import { Session } from "./session.ts";
import type { SessionData } from "../session-data.ts";
import { sessionCookie } from "./session-cookie.ts";
import { addressAfter } from "./session-address.ts";
import type { SessionAddress } from "./session-address.ts";
import { MOST_HOPS } from "../rotation/session-moved.ts";
import type { MovedSession, SessionStore, StoredRow } from "../store.ts";

/** A difference between two lifetimes that is not worth a command, in milliseconds. */
export const TOLERATED_MS = 1000;

/**
 * Reads the session at an address, in one round trip, and renews its idle timeout when this process has not done so lately. One that
 * was rotated lately is read where it went, in a round trip more for each rotation. In a request that can set a cookie, one whose id is
 * older than the store's `rotateAfter` gets another.
 *
 * @returns the session, or `null` when there is none
 * @throws SessionStoreError when the store could not be asked
 */
export function loadSession<Data extends object = SessionData>(
  store: SessionStore,
  address: SessionAddress,
  carrier?: SessionCarrier,
): Promise<Session<Data> | null> {
  const { load } = sessionEvents;
  if (!load.hasSubscribers) return tryLoad<Data>(store, address, carrier);
  return observe(() => tryLoad<Data>(store, address, carrier), {
    channel: load,
    about: () => ({ store: store.kind, handle: address.handle }),
    outcomeOf: (session) => (session ? "found" : "missing"),
  });
}

/** @param hops - how many rotations lie between the id of the request and this address */
async function tryLoad<Data extends object>(
  store: SessionStore,
  address: SessionAddress,
  carrier: SessionCarrier | undefined,
  hops = 0,
): Promise<Session<Data> | null> {
  const renewMs = isRenewalDue(store, address) ? lifeLeft(store, address) : 0;
  const found = await readRow(store, address.handle, renewMs);
  if (!found) return null;
  if ("movedTo" in found) {
    const next = hops < MOST_HOPS ? follow(store, address, found) : undefined;
    return next ? tryLoad<Data>(store, next, carrier, hops + 1) : null;
  }
  const { row, ready } = found;
  const idleMs = row.head.idle.seconds * 1000;
  const isShorter = idleMs < address.idleMs;
  address.idleMs = idleMs;
  address.absoluteEnd = row.head.absoluteEnd;
  // What came may tell of a shorter idle timeout than was known here, by which a renewal is due after all.
  const isDueAfterAll = renewMs === 0 && isShorter && isRenewalDue(store, address);
  if (row.renewed || isDueAfterAll) await correctRenewal(store, address, renewMs);
  const session = new Session<Data>(ready.writer, {
    stored: { address, row: ready.row, data: ready.data },
    carrier,
  });
  return carrier ? equip(session, { store, address, row, carrier, hops }) : session;
}

/** A session that was just read, in a request. */
interface Arrival {
  readonly store: SessionStore;
  readonly address: SessionAddress;
  readonly row: StoredRow;
  readonly carrier: SessionCarrier;
  readonly hops: number;
}

/** Gives the browser the cookie if it needs another, and the session another id if its own is old: while the response can set a cookie. */
function equip<Data extends object>(
  session: Session<Data>,
  { store, address, row, carrier, hops }: Arrival,
): Session<Data> | Promise<Session<Data> | null> {
  carrier.found?.(row.head);
  const cookie = sessionCookie(carrier.cookie ?? store.settings.cookie, row.head);
  // One that keeps its own time is sent again when the session was renewed; one that an older secret signed, at once.
  const isOutdated = carrier.isStale || (row.renewed && cookie.maxAge > 0);
  if (!carrier.open) {
    if (isOutdated) carrier.withhold();
    return session;
  }
  if (hops > 0 || isOutdated) carrier.issue(address, cookie);
  return isRotationDue(store, address, row.head) ? rotateByAge(session, address) : session;
}

/** Where a session went that was rotated. The responses of this process that still carry the id before need not send it any more. */
function follow(
  store: SessionStore,
  address: SessionAddress,
  { movedTo }: MovedSession,
): SessionAddress | undefined {
  address.renewedAt = performance.now(); // nothing there is to be renewed
  store.retired.set(address.handle, true);
  return addressAfter(address, movedTo);
}

/** A row as it is stored, and as the application is to see it. */
interface FoundRow {
  readonly row: StoredRow;
  readonly ready: ReadyRow;
}

async function readRow(
  store: SessionStore,
  handle: string,
  renewMs: number,
): Promise<FoundRow | MovedSession | null> {
  try {
    const row = await store.read(handle, renewMs);
    if (!row || "movedTo" in row) return row;
    if (renewMs > 0) reportRenewal(store, handle, row.renewed);
    const readied = readyRow(store, handle, row);
    const ready = readied instanceof Promise ? await readied : readied; // without a schema and a migration, nothing is waited for
    return ready && { row, ready };
  } catch (error) {
    reportRejection(store, "load", error);
    throw error;
  }
}

function reportRenewal(store: SessionStore, handle: string, isRenewed: boolean): void {
  const { renew } = sessionEvents;
  if (!renew.hasSubscribers) return;
  renew.publish({ store: store.kind, handle, outcome: isRenewed ? "done" : "refused" });
}

function isRenewalDue(store: SessionStore, address: SessionAddress): boolean {
  return performance.now() - address.renewedAt >= address.idleMs * store.settings.touchAfter;
}

/** Milliseconds that the row may live on from now. At least one: a store cannot be told to keep it for none. */
function lifeLeft(store: SessionStore, address: SessionAddress): number {
  return Math.max(1, Math.floor(Math.min(address.idleMs, address.absoluteEnd - store.now(address.handle))));
}

/**
 * Sets the lifetime right when the read renewed it to another than the row asks for, which it could not know: an idle timeout of the
 * session's own, or an absolute end that is near.
 */
async function correctRenewal(
  store: SessionStore,
  address: SessionAddress,
  renewedToMs: number,
): Promise<void> {
  const wantedMs = lifeLeft(store, address);
  if (Math.abs(wantedMs - renewedToMs) > TOLERATED_MS) {
    try {
      await store.renew(address.handle, wantedMs);
    } catch (error) {
      // The row was read, so the request goes on. The next read renews again, and then to the right time.
      if (isSessionError(error)) return;
      throw error;
    }
  }
  address.renewedAt = performance.now();
}
