/** The type string, 6, as gob writes signed numbers; and that what follows is no structure. */
const STRING_VALUE = Buffer.from([0x0c, 0x00]);

/** A text as Go's `encoding/gob` writes a string: a message of its type and the text, with the length of each in front. */
export function encodeGobString(text: string): Buffer {
  const bytes = Buffer.from(text);
  const message = Buffer.concat([STRING_VALUE, encodeUint(bytes.length), bytes]);
  return Buffer.concat([encodeUint(message.length), message]);
}

/** The text of such a message, or `undefined` when it is none, or not only that. */
export function decodeGobString(bytes: Buffer): string | undefined {
  const message = takeCounted(bytes);
  if (!message?.subarray(0, STRING_VALUE.length).equals(STRING_VALUE)) return undefined;
  return takeCounted(message.subarray(STRING_VALUE.length))?.toString();
}

/** Below 128 in one byte; above as the negated count of bytes, and those bytes, the highest first. */
function encodeUint(value: number): Buffer {
  if (value < 0x80) return Buffer.from([value]);
  const bytes = Buffer.from(value.toString(16).padStart(8, "0"), "hex");
  const digits = bytes.subarray(bytes.findIndex((byte) => byte !== 0));
  return Buffer.concat([Buffer.from([256 - digits.length]), digits]);
}

/** What stands behind a length, if it is exactly that long. */
function takeCounted(bytes: Buffer): Buffer | undefined {
  const [first] = bytes;
  if (first === undefined) return undefined;
  const digits = first < 0x80 ? 0 : 256 - first;
  if (digits > 4 || bytes.length < 1 + digits) return undefined;
  const length = digits === 0 ? first : bytes.readUIntBE(1, digits);
  const rest = bytes.subarray(1 + digits);
  return rest.length === length ? rest : undefined;
}
