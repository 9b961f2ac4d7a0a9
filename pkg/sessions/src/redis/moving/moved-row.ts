import { MAX_LIFETIME_SECONDS } from "../../core/settings/cookie-options.ts";
import { keyOfFlash, nameOfFlash } from "../../core/values/entry-name.ts";
import { createFlashTag } from "../../core/ids.ts";
import { encodeRow } from "../../core/row/row.ts";
import type { IdleTimeout, Row } from "../../core/row/row.ts";
import type { SessionSettings } from "../../core/settings/settings.ts";

/**
 * A session of another layout as a row of this library's own: with the lifetimes of the new store, but an idle timeout of its own, and an absolute
 * end that it has already, stay.
 *
 * @param now - Redis's clock
 */
export function movedRow(
  { head, entries }: Row,
  { idleSeconds, absoluteSeconds }: SessionSettings,
  now: number,
): { readonly text: string; readonly lifeMs: number } {
  const idle: IdleTimeout = head.idle.fromMaxAge
    ? { ...head.idle, seconds: Math.min(head.idle.seconds, MAX_LIFETIME_SECONDS) }
    : { seconds: idleSeconds, fromMaxAge: false };
  const createdAt = Math.floor(head.createdAt);
  const absoluteEnd = head.absoluteEnd === Infinity ? createdAt + absoluteSeconds * 1000 : head.absoluteEnd;
  const moved: Row = {
    head: { createdAt, absoluteEnd, idle, user: "", dataVersion: head.dataVersion },
    entries: new Map([...entries].map(([name, text]) => [ownName(name), inOneLine(text)])),
  };
  const lifeMs = Math.max(1, Math.floor(Math.min(idle.seconds * 1000, absoluteEnd - now)));
  return { text: encodeRow(moved), lifeMs };
}

/** Flashes of a list get names of their own. */
function ownName(name: string): string {
  return name.startsWith("~") ? nameOfFlash(keyOfFlash(name), createFlashTag()) : name;
}

/** A value as it is spelled, but in one line: in JSON, these characters stand between tokens only. */
function inOneLine(json: string): string {
  return json.replaceAll(/[\t\n\r]/g, " ");
}
