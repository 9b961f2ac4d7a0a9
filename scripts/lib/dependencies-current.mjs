// Exits 0 when node_modules holds what package-lock.json asks for, else 1. Plain JavaScript, since it decides whether
// anything is installed at all.
//
//   node dependencies-current.mjs ROOT

import { readFileSync } from "node:fs";
import { join } from "node:path";

/** @typedef {{ packages: Record<string, { version?: string, integrity?: string, optional?: boolean }> }} LockFile */

const root = process.argv[2] ?? ".";

/** @param {string} path */
function readLockFile(path) {
  return /** @type {LockFile} */ (JSON.parse(readFileSync(join(root, path), "utf8")));
}

function isCurrent() {
  const wanted = readLockFile("package-lock.json").packages;
  // npm writes down beside the packages what it has installed, in the form of the lock file
  const installed = readLockFile("node_modules/.package-lock.json").packages;
  return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
    const found = installed[path];
    // the root package is not listed; the optional packages of other platforms are left out
    if (found === undefined) return path === "" || optional === true;
    return found.version === version && found.integrity === integrity;
  });
}

try {
  process.exitCode = isCurrent() ? 0 : 1;
} catch {
  process.exitCode = 1; // nothing is installed
}
