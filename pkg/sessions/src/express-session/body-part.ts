/** What a call of `write` or `end` was given. */
export interface BodyPart {
  readonly chunk: string | Uint8Array | undefined;
  readonly encoding: BufferEncoding | undefined;
  readonly callback: ((error?: Error | null) => void) | undefined;
  readonly bytes: number;
}

/** The values of a call of `write` or `end`, each of which may be left out; `undefined` when Node.js would refuse them. */
export function partsOf(values: readonly unknown[]): BodyPart | undefined {
  const given = [...values];
  const at = given.findIndex((value) => typeof value === "function");
  const callback = at === -1 ? undefined : (given.splice(at)[0] as BodyPart["callback"]);
  const [chunk, encoding] = given as [BodyPart["chunk"] | null, BufferEncoding | null | undefined];
  if (chunk === undefined || chunk === null) {
    return { chunk: undefined, encoding: undefined, callback, bytes: 0 };
  }
  if (typeof chunk !== "string" && !(chunk instanceof Uint8Array)) return undefined;
  const bytes = typeof chunk === "string" ? Buffer.byteLength(chunk, encoding ?? "utf8") : chunk.length;
  return { chunk, encoding: encoding ?? undefined, callback, bytes };
}
