import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Bytes of heap that live, after all garbage was collected. */
export function liveHeapBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** A `Cookie` header of its own, as the parser of `node:http` makes it, in which other cookies take 8,000 bytes. */
export function largeCookieHeader(pairs: readonly string[]): string {
  return Buffer.from(`${"o=".padEnd(8000, "x")}; ${pairs.join("; ")}`).toString("latin1");
}
