import { hkdfSync } from "node:crypto";
import { handleOf, isId, placeOf } from "../ids.ts";

/** Where a session went that was rotated, for those who come with the id before. */
export interface Successor {
  /** The handle that it got. */
  readonly handle: string;
  /** The id that it got, sealed with the one before: `openSuccessor()` opens it. */
  readonly sealedId: string;
}

/** Bytes of an id's secret. */
const SECRET_BYTES = 32;

/** What the key of a seal is for. It is frozen with the form of what stands in Redis. */
const PURPOSE = "hertz-sessions: seal of the id that follows";

/**
 * Says where a session goes that gets another id in the same place.
 *
 * The secret of the new id is covered by a pad that HKDF-SHA256 derives from the id before. The new handle is its salt, so that no two new ids share a
 * pad. Whoever reads the store, where only hashes of ids stand, can open it no more than they can find the id before.
 */
export function sealSuccessor(id: string, idBefore: string): Successor {
  const handle = handleOf(id);
  const secret = Buffer.from(id.slice(placeOf(id).length), "base64url");
  return { handle, sealedId: cover(secret, idBefore, handle).toString("base64url") };
}

/** The id that a session got after this one, or `undefined` when it was not sealed with it: the id found must be the handle's. */
export function openSuccessor({ handle, sealedId }: Successor, idBefore: string): string | undefined {
  const sealed = Buffer.from(sealedId, "base64url");
  if (sealed.length !== SECRET_BYTES) return undefined;
  const id = placeOf(handle) + cover(sealed, idBefore, handle).toString("base64url");
  return isId(id) && handleOf(id) === handle ? id : undefined;
}

/** Covers a secret, or uncovers one. */
function cover(secret: Buffer, idBefore: string, handle: string): Buffer {
  const pad = Buffer.from(hkdfSync("sha256", idBefore, handle, PURPOSE, SECRET_BYTES));
  return Buffer.from(secret.map((byte, index) => byte ^ (pad[index] ?? 0)));
}
