import type { MovedSession } from "../store.ts";

/** What stands under the handle before of a session that was rotated. */
export interface Pointer extends MovedSession {
  /** Until when it leads there, in milliseconds since 1970 of the store's clock. */
  readonly until: number;
}

/** The version of a row's form that means: a session that has moved, and where to. */
export const POINTER_FORMAT = 2;

const START = `@\t${POINTER_FORMAT}\t`;
const POINTER = new RegExp(`^${START}(\\d{1,15})\t([\\w-]{47})\t([\\w-]{43})$`);

/** Reads a pointer, which stands in the place of a row; `undefined` for anything else. */
export function decodePointer(text: string): Pointer | undefined {
  const fields = text.startsWith(START) ? POINTER.exec(text) : null;
  if (!fields) return undefined;
  const [, until, handle = "", sealedId = ""] = fields;
  return { until: Number(until), movedTo: { handle, sealedId } };
}
