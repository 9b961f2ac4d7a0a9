import { z } from "zod";

import { isCommonPassword } from "../../pkg/password/common-passwords.ts";
import { maxPasswordBytes, passwordBytes } from "../../pkg/password/password-bytes.ts";

const minPasswordBytes = 8;

/**
 * A username: 1 to 64 characters without control, format or line-breaking ones, spaces around it removed.
 * Registration and login share the rule, so whoever could register can sign in.
 */
export const usernameSchema = textField("a username")
  .normalize("NFC")
  .trim()
  .min(1, { error: "Enter a username", abort: true })
  .max(64, { error: "A username has at most 64 characters" })
  .regex(/^[^\p{C}\p{Zl}\p{Zp}]*$/u, { error: "A username has no control characters" });

/** An e-mail address, spaces around it removed. */
export const emailSchema = textField("an e-mail address")
  .trim()
  .min(1, { error: "Enter an e-mail address", abort: true })
  .max(254, { error: "An e-mail address has at most 254 characters" })
  .regex(z.regexes.html5Email, { error: "This is not an e-mail address" });

/**
 * A password: 8 to 72 bytes of UTF-8. bcrypt ignores what comes after 72 and repeats the password after a NUL
 * character; both are refused rather than hashed. Not trimmed: spaces count.
 */
export const passwordSchema = textField("a password")
  .min(1, { error: "Enter a password", abort: true })
  .normalize("NFC")
  .refine((password) => passwordBytes(password) >= minPasswordBytes, {
    error: `A password has at least ${minPasswordBytes} bytes (a letter or digit of English is one byte)`,
  })
  .refine((password) => passwordBytes(password) <= maxPasswordBytes, {
    error: `A password has at most ${maxPasswordBytes} bytes (a letter or digit of English is one byte)`,
  })
  .refine((password) => !password.includes("\0"), { error: "A password has no NUL character" });

/** A password that is to be kept: by the same rules, and none of those that attackers try first. */
export const newPasswordSchema = passwordSchema.refine((password) => !isCommonPassword(password), {
  error: "This password is among those that attackers try first. Choose another",
});

function textField(what: string) {
  return z.string({
    error: (issue) => (issue.input === undefined ? `Enter ${what}` : `Enter ${what} once, as text`),
  });
}
