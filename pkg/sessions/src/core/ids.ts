import { hash, randomFillSync } from "node:crypto";

/** Characters of a session's place: 24 random bits, enough to spread sessions evenly over Redis Cluster's 16,384 slots. */
const PLACE_LENGTH = 4;
/** Characters of 256 random bits in base64url. */
const SECRET_LENGTH = 43;
/** Characters of an id: its place and its secret. */
export const ID_LENGTH = PLACE_LENGTH + SECRET_LENGTH;

/** The last character of 32 bytes in base64url carries four bits, so only these sixteen can stand there. */
const ID_PATTERN = /^[\w-]{46}[AEIMQUYcgkosw048]$/;

/** How a store names its sessions. This library's own stores do it as decision 0001 has it; rows that others write come with ids of theirs. */
export interface SessionIds {
  /** A new id. @param successorOf - the id of the session that will get it: what holds both can then move it in one step */
  create(successorOf?: string): string;
  /** Whether a text from outside is spelled as an id is. */
  isId(text: string): boolean;
  /** The public name of the session with this id: the same on every replica, and nobody else can find the id from it. */
  handleOf(id: string): string;
}

/** Random bytes are drawn in blocks: a system call for each id costs twenty times as much. */
const pool = Buffer.alloc(35 * 128);
let used = pool.length;

function randomText(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const text = pool.toString("base64url", used, used + bytes);
  pool.fill(0, used, used + bytes); // an id that was given out is not kept here
  used += bytes;
  return text;
}

/**
 * A new id: a short random place, then 256 random bits, all in base64url.
 *
 * @param place - the place to keep, so that a moved session stays in its slot of Redis Cluster; a random one otherwise
 */
export function createId(place: string = randomText(3)): string {
  return place + randomText(32);
}

/** A text of so many random bytes in base64url. */
export function createToken(bytes: number): string {
  return randomText(bytes);
}

/** A short random name, unique among the flashes of one session. */
export function createFlashTag(): string {
  return randomText(9);
}

/** Whether a text from outside is spelled as an id is. */
export function isId(text: string): boolean {
  return text.length === ID_LENGTH && ID_PATTERN.test(text);
}

/** The place of an id or of a handle. */
export function placeOf(idOrHandle: string): string {
  return idOrHandle.slice(0, PLACE_LENGTH);
}

/**
 * The public name of the session with this id: its place and the SHA-256 of the whole id.
 *
 * The id cannot be found from it, so it may be shown, logged and used as a key.
 */
export function handleOf(id: string): string {
  return placeOf(id) + hash("sha256", id, "base64url");
}

/** The ids of this library's own stores. */
export const libraryIds: SessionIds = {
  create: (successorOf) => createId(successorOf === undefined ? undefined : placeOf(successorOf)),
  isId,
  handleOf,
};
