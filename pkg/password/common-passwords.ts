import { dictionary } from "@zxcvbn-ts/language-common";

// Some 49,000, in lower case, the most common of the lists that were published after break-ins.
const commonPasswords: ReadonlySet<string> = new Set(dictionary["passwords-common"]);

/** Whether a password is among those that attackers try first, in whatever case. */
export function isCommonPassword(password: string): boolean {
  return commonPasswords.has(password.toLowerCase());
}
