const warned = new Set<string>();

/**
 * Tells once that an application stands on something that express-session has deprecated, unless `NO_DEPRECATION` names
 * `express-session`, which silences express-session too.
 */
export function warnOfDeprecation(code: string, message: string): void {
  if (warned.has(code) || isSilenced()) return;
  warned.add(code);
  process.emitWarning(message, { type: "DeprecationWarning", code: `DEP_SESSION_${code}` });
}

/** As the package `depd` reads the variable: names between commas or spaces, in any case, or a star for all. */
function isSilenced(): boolean {
  // oxlint-disable-next-line node/no-process-env -- express-session's users have set it there
  const names = (process.env["NO_DEPRECATION"] ?? "").toLowerCase().split(/[ ,]+/);
  return names.includes("*") || names.includes("express-session");
}
