import {
  DEFAULT_FLASH_KEY,
  flashPrefix,
  keyOfFlash,
  keyOfName,
  nameOfKey,
} from "../../core/values/entry-name.ts";
import { SessionValueError } from "../../core/errors.ts";
import type { Delta } from "../../core/store.ts";
import { LIFETIME_MEMBER } from "./json-lifetime.ts";
import { elementsOf } from "./json-members.ts";

/** The members of a row that is one JSON object: names and texts. */
export type Members = Map<string, string>;

/** What is known of a row besides its members. */
interface MemberRules {
  /** Members that stay when a session is cleared. */
  readonly own: readonly string[];
  /** The text of a flash that this process stored, or tried to, under a name of its own. */
  textOfFlash(name: string): string | undefined;
  /** Whether a flash may be stored already: an earlier try to store it has failed, and nobody knows how far it came. */
  isRetried(name: string): boolean;
}

/** The entries of a session out of the members of its row. */
export function entriesOf(members: ReadonlyMap<string, string>): Map<string, string> {
  const entries = new Map<string, string>();
  for (const [member, text] of members) {
    const key = flashKeyOf(member);
    const flashes = key === undefined ? undefined : elementsOf(text);
    if (key !== undefined && flashes) {
      for (const [name, flash] of flashEntries(key, flashes)) entries.set(name, flash);
    } else if (member !== LIFETIME_MEMBER) {
      entries.set(nameOfKey(member), text);
    }
  }
  return entries;
}

/** Applies what changed to the members of a row. @throws SessionValueError for a key that the form keeps for itself */
export function applyToMembers(members: Members, { clear, set, remove }: Delta, rules: MemberRules): void {
  const { own } = rules;
  if (clear) for (const key of members.keys()) if (!own.includes(key)) members.delete(key);
  for (const name of remove) {
    const key = keyOfName(name);
    if (key === undefined) removeFlash(members, name, rules);
    else if (!own.includes(key)) members.delete(key);
  }
  for (const [name, text] of set) {
    const key = keyOfName(name);
    if (key !== undefined) setKey(members, key, text);
    else addFlash(members, name, text, rules);
  }
}

function setKey(members: Members, key: string, text: string): void {
  if (key === LIFETIME_MEMBER) {
    const message = `Cannot set "${key}": the rows of this store keep the session's lifetime under this key; take another`;
    throw new SessionValueError("ERR_SESSION_VALUE", message);
  }
  members.set(key, text);
}

/**
 * The member that holds the flashes under a key, as a list. Those under Hertz's own key stand where Hertz has them, so that services in Go
 * and in Node.js read each other's.
 */
function flashMemberOf(key: string): string {
  return key === DEFAULT_FLASH_KEY ? key : `${DEFAULT_FLASH_KEY}:${key}`;
}

function flashKeyOf(member: string): string | undefined {
  if (member === DEFAULT_FLASH_KEY) return member;
  const prefix = flashMemberOf("");
  return member.startsWith(prefix) ? member.slice(prefix.length) : undefined;
}

/** A flash of a list has no name of its own: it is told by its text, and by how many like it stand before it. */
function flashEntries(key: string, flashes: readonly string[]): [name: string, text: string][] {
  const seen = new Map<string, number>();
  return flashes.map((text) => {
    const before = seen.get(text) ?? 0;
    seen.set(text, before + 1);
    return [`${flashPrefix(key)}${before} ${text}`, text];
  });
}

function addFlash(members: Members, name: string, text: string, rules: MemberRules): void {
  const member = flashMemberOf(keyOfFlash(name));
  const flashes = elementsOf(members.get(member) ?? "[]") ?? [];
  if (rules.isRetried(name) && flashes.includes(text)) return;
  members.set(member, `[${[...flashes, text].join(",")}]`);
}

function removeFlash(members: Members, name: string, rules: MemberRules): void {
  const key = keyOfFlash(name);
  const member = flashMemberOf(key);
  const flashes = elementsOf(members.get(member) ?? "[]");
  const text = rules.textOfFlash(name) ?? name.slice(name.indexOf(" ", flashPrefix(key).length) + 1);
  const at = flashes?.indexOf(text) ?? -1;
  if (!flashes || at === -1) return;
  const rest = flashes.toSpliced(at, 1);
  if (rest.length > 0) members.set(member, `[${rest.join(",")}]`);
  else members.delete(member);
}
