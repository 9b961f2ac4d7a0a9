const warned = new Set<string>();

/** Tells once that an application stands on something that express-session has deprecated. */
export function warnOfDeprecation(code: string, message: string): void {
  if (warned.has(code)) return;
  warned.add(code);
  process.emitWarning(message, { type: "DeprecationWarning", code: `DEP_SESSION_${code}` });
}
