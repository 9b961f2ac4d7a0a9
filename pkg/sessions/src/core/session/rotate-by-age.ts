import { isSessionError } from "../errors.ts";
import type { RowHead } from "../row/row.ts";
import type { SessionAddress } from "./session-address.ts";
import type { Session } from "./session.ts";
import type { SessionStore } from "../store.ts";
import { warnOfMissedRotation } from "../warnings.ts";

/** Milliseconds for which a session is not rotated by its age after that has failed: reads must not pay for it each time. */
const REFUSAL_REMEMBERED_MS = 10_000;

/** Whether the id of a session that was just read is older than the store's `rotateAfter`. */
export function isRotationDue(store: SessionStore, address: SessionAddress, head: RowHead): boolean {
  const { rotateAfterSeconds, dataVersion } = store.settings;
  // To move data of an older version would be to migrate it, which is for a save to do.
  if (rotateAfterSeconds === 0 || head.dataVersion !== dataVersion) return false;
  const ageMs = store.now(address.handle) - (head.rotatedAt ?? head.createdAt);
  return ageMs >= rotateAfterSeconds * 1000 && performance.now() >= address.rotationRefusedUntil;
}

/**
 * Rotates a session since its id is old. When the store fails at that, the session stays as it was read, with a warning.
 *
 * @returns the session, or `null` when it ended after it was read
 */
export async function rotateByAge<Data extends object>(
  session: Session<Data>,
  address: SessionAddress,
): Promise<Session<Data> | null> {
  try {
    await session.rotate();
  } catch (error) {
    if (!isSessionError(error)) throw error;
    if (error.code === "ERR_SESSION_GONE") return null;
    address.rotationRefusedUntil = performance.now() + REFUSAL_REMEMBERED_MS;
    if (error.code !== "ERR_SESSION_HEADERS_SENT") warnOfMissedRotation(error.code);
  }
  return session;
}
