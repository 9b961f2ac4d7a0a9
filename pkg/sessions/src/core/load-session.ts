import type { SessionCarrier } from "./carrier.ts";
import { observe } from "./diagnostics/observe.ts";
import { reportRejection } from "./diagnostics/report-rejection.ts";
import { sessionEvents } from "./diagnostics/session-events.ts";
import { isSessionError } from "./errors.ts";
import { readyRow } from "./ready-row.ts";
import type { ReadyRow } from "./ready-row.ts";
import { Session } from "./session.ts";
import type { SessionData } from "./session-data.ts";
import { sessionCookie } from "./session-cookie.ts";
import type { SessionAddress } from "./session-address.ts";
import type { SessionStore, StoredRow } from "./store.ts";

/** A difference between two lifetimes that is not worth a command, in milliseconds. */
const TOLERATED_MS = 1000;

/**
 * Reads the session at an address, in one round trip, and renews its idle timeout when this process has not done so lately.
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
  if (!load.hasSubscribers) return tryLoad(store, address, carrier);
  return observe(() => tryLoad(store, address, carrier), {
    channel: load,
    about: () => ({ store: store.kind, handle: address.handle }),
    outcomeOf: (session) => (session ? "found" : "missing"),
  });
}

async function tryLoad<Data extends object>(
  store: SessionStore,
  address: SessionAddress,
  carrier: SessionCarrier | undefined,
): Promise<Session<Data> | null> {
  const renewMs = isRenewalDue(store, address) ? lifeLeft(store, address) : 0;
  const found = await readRow(store, address.handle, renewMs);
  if (!found) return null;
  const { row, ready } = found;
  address.idleMs = row.head.idle.seconds * 1000;
  address.absoluteEnd = row.head.absoluteEnd;
  // What came may tell of a shorter idle timeout than was known here, by which a renewal is due after all.
  if (row.renewed || (renewMs === 0 && isRenewalDue(store, address))) {
    await correctRenewal(store, address, renewMs);
  }
  if (carrier) reissue(store, address, row, carrier);
  return new Session<Data>(ready.writer, { stored: { address, row: ready.row, data: ready.data }, carrier });
}

/** A row as it is stored, and as the application is to see it. */
interface FoundRow {
  readonly row: StoredRow;
  readonly ready: ReadyRow;
}

async function readRow(store: SessionStore, handle: string, renewMs: number): Promise<FoundRow | null> {
  try {
    const row = await store.read(handle, renewMs);
    if (!row) return null;
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

/** A cookie that keeps its own time is sent again when the session was renewed; one that an older secret signed, at once. */
function reissue(
  store: SessionStore,
  address: SessionAddress,
  row: StoredRow,
  carrier: SessionCarrier,
): void {
  const cookie = sessionCookie(carrier.cookie ?? store.settings.cookie, row.head);
  if (!carrier.isStale && !(row.renewed && cookie.maxAge > 0)) return;
  if (carrier.open) carrier.issue(address, cookie);
  else carrier.withhold();
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
