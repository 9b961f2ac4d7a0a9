/** bcrypt reads this many bytes of a password and silently ignores the rest. */
export const maxPasswordBytes = 72;

/** How many bytes bcrypt sees: the length in UTF-8. */
export function passwordBytes(password: string): number {
  return Buffer.byteLength(password, "utf8");
}
