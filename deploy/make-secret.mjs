// Makes the secret that signs session cookies, once: a file that is there already is kept, so that every start and
// every replica uses the same one. Plain JavaScript without dependencies: it runs before anything is built.
//
//   node make-secret.mjs FILE [UID:GID]
//
// FILE gets mode 0600 and, when given, this owner. To rotate, put a new secret before the old one, with a comma between.

import { randomBytes } from "node:crypto";
import { chownSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";

const secretBytes = 32;

/** @param {string} file */
function isThere(file) {
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/**
 * @param {string} file
 * @param {RegExpExecArray | null} owner
 */
function makeSecret(file, owner) {
  const draft = `${file}.draft`;
  rmSync(draft, { force: true });
  writeFileSync(draft, `${randomBytes(secretBytes).toString("base64url")}\n`, { flag: "wx", mode: 0o600 });
  if (owner !== null) chownSync(draft, Number(owner[1]), Number(owner[2]));
  // a rename is atomic: no reader and no crash ever sees half a secret
  renameSync(draft, file);
}

const [file, ownerText] = process.argv.slice(2);
const owner = /^(\d+):(\d+)$/.exec(ownerText ?? "");
if (file === undefined || (ownerText !== undefined && owner === null)) {
  process.stderr.write("usage: node make-secret.mjs FILE [UID:GID]\n");
  process.exitCode = 2;
} else if (isThere(file)) {
  process.stdout.write(`kept the session secret in ${file}\n`);
} else {
  makeSecret(file, owner);
  process.stdout.write(`made a session secret in ${file}\n`);
}
