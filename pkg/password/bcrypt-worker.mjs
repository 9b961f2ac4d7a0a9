// Runs in a worker thread, which loads this file as it is, from the sources and from the build alike: hence
// no TypeScript. The synchronous calls are right here, since nothing else waits for this thread.
import { compareSync, hashSync } from "bcryptjs";

/**
 * The bcrypt hash of a password, with a new salt.
 *
 * @param {{ password: string, cost: number }} task
 * @returns {string}
 */
export function hash({ password, cost }) {
  return hashSync(password, cost);
}

/**
 * Whether the hash is one of this password.
 *
 * @param {{ password: string, hash: string }} task
 * @returns {boolean}
 */
export function verify({ password, hash: expected }) {
  return compareSync(password, expected);
}
