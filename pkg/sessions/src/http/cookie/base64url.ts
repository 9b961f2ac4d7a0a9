/**
 * The bytes that a text in base64url stands for, or `undefined` when it is not the one spelling of them that `toString()` gives.
 *
 * `Buffer.from` skips what is no base64 and ignores bits that are left over: two different texts could stand for the same bytes.
 */
export function decodeBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64url");
  return bytes.toString("base64url") === text ? bytes : undefined;
}
