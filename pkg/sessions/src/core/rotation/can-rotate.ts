import { SessionConfigError } from "../errors.ts";
import { handleOf, isId, libraryIds } from "../ids.ts";
import type { SessionIds } from "../ids.ts";
import type { SessionWriter } from "../store.ts";

/**
 * Whether a store can give a session another id while the one before leads to it: only an id as this library makes them can be sealed for those who
 * come with the one before.
 */
export function canRotate({ rotate, ids = libraryIds }: Pick<SessionWriter, "rotate" | "ids">): boolean {
  return rotate !== undefined && (ids === libraryIds || namesAlike(ids));
}

/** @throws SessionConfigError when a store is to rotate sessions by their age and cannot */
export function checkRotation(store: SessionWriter): void {
  if (store.settings.rotateAfterSeconds === 0 || canRotate(store)) return;
  const message =
    "Store option rotateAfter needs a store that can rotate, and that names sessions by this library's ids; this one does not";
  throw new SessionConfigError(message);
}

/** Whether ids of this library are spelled and named as by itself, and followed by such. There may be others beside them. */
function namesAlike(ids: SessionIds): boolean {
  const id = libraryIds.create();
  return ids.isId(id) && ids.handleOf(id) === handleOf(id) && isId(ids.create(id));
}
