import { libraryIds } from "../ids.ts";
import type { SessionIds } from "../ids.ts";
import type { RowHead } from "../row/row.ts";
import { openSuccessor } from "../rotation/successor.ts";
import type { Successor } from "../rotation/successor.ts";

/** Where a session stands, and what this process last saw of its lifetime. One object for all requests that know the cookie. */
export interface SessionAddress {
  /** The secret that the cookie carries. */
  readonly id: string;
  /** The public name that the store's key is made of. */
  readonly handle: string;
  /** When this process last renewed the idle timeout, by `performance.now()`; minus infinity if it never did. */
  renewedAt: number;
  /** Milliseconds that the row lives without being used, as last seen. */
  idleMs: number;
  /** When the row ends for good, by the store's clock, as last seen; infinity if it was never seen. */
  absoluteEnd: number;
  /** Until when the session is not rotated by its age, by `performance.now()`: that has just failed. */
  rotationRefusedUntil: number;
}

/**
 * The address of a session that this process has not seen yet.
 *
 * @param idleMs - the idle timeout to assume until its row is read
 */
export function addressOf(id: string, idleMs: number, ids: SessionIds = libraryIds): SessionAddress {
  return {
    id,
    handle: ids.handleOf(id),
    renewedAt: -Infinity,
    idleMs,
    absoluteEnd: Infinity,
    rotationRefusedUntil: 0,
  };
}

/** An address for a session that is about to be stored. @param successorOf - the id of the session that moves there */
export function newAddress(
  idleMs: number,
  ids: SessionIds = libraryIds,
  successorOf?: string,
): SessionAddress {
  return addressOf(ids.create(successorOf), idleMs, ids);
}

/** The address that a session got after this one, or `undefined` when it was not sealed with its id. */
export function addressAfter(
  { id, idleMs, absoluteEnd }: SessionAddress,
  successor: Successor,
): SessionAddress | undefined {
  const next = openSuccessor(successor, id);
  return next === undefined ? undefined : { ...addressOf(next, idleMs), absoluteEnd };
}

/** Takes note that the row was written, which renewed its idle timeout. */
export function noteRenewal(address: SessionAddress, head: RowHead): void {
  address.renewedAt = performance.now();
  address.idleMs = head.idle.seconds * 1000;
}

/** Milliseconds until the session ends if it is not used again. @param now - the store's clock */
export function lifeLeftMs({ renewedAt, idleMs }: SessionAddress, head: RowHead, now: number): number {
  // Not renewed by this process, since the store refused to: then its idle timeout is the best guess.
  const idleLeftMs = renewedAt === -Infinity ? idleMs : idleMs - (performance.now() - renewedAt);
  return Math.max(0, Math.min(idleLeftMs, head.absoluteEnd - now));
}
