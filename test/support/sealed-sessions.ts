import { createId } from "../../pkg/sessions/src/core/ids.ts";
import { PAYLOAD_OVERHEAD } from "../../pkg/sessions/src/http/sealed/sealed-payload.ts";
import type { SealedSession } from "../../pkg/sessions/src/http/sealed/sealed-payload.ts";

/** When the sessions of these tests are sealed, in milliseconds since 1970. */
export const NOW = 1_795_439_460_000;

const HEAD = {
  createdAt: NOW - 10_000,
  absoluteEnd: NOW + 3_600_000,
  idle: { seconds: 60, fromMaxAge: false },
  user: "",
  dataVersion: 0,
};

/** A session with an idle timeout of a minute whose payload has so many bytes. */
export function sessionOf(bytes: number, id = createId(), sealedAt = NOW): SealedSession {
  const others = PAYLOAD_OVERHEAD + `@\t1\t${HEAD.createdAt}\t${HEAD.absoluteEnd}\t60\t\t0\n"n"\t`.length;
  return { id, sealedAt, row: { head: HEAD, entries: new Map([['"n"', "x".repeat(bytes - others)]]) } };
}

/** The pairs of these `Set-Cookie` headers, without those that take a cookie away. */
export function pairsOf(lines: readonly string[]): string[] {
  return lines.filter((line) => !line.includes("Max-Age=0")).map((line) => line.slice(0, line.indexOf(";")));
}
