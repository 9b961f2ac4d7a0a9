import { DEFAULT_FLASH_KEY, flashPrefix, keyOfFlash, keyOfName, nameOfKey } from "../core/entry-name.ts";
import { SessionValueError } from "../core/errors.ts";
import type { Delta } from "../core/store.ts";
import { elementsOf } from "./json-members.ts";

/** The members of a row that is one JSON object: names and texts. */
export type Members = Map<string, string>;

/** What is known of a form's rows besides their members. */
interface MemberRules {
  /** Members that are no keys of the session. */
  readonly own: readonly string[];
  /** The text of a flash that this process stored, or tried to, under a name of its own. */
  textOfFlash(name: string): string | undefined;
  /** Whether a flash may be stored already: an earlier try to store it has failed, and nobody knows how far it came. */
  isRetried(name: string): boolean;
}

/** The name of the entry that a member of the form's own is given as: no key of a session has it. */
export function nameOfOwn(member: string): string {
  return `#${member}`;
}

/**
 * The entries of a session out of the members of its row.. A member that is no key of the session is the entry `#<name>`.
 */
export function entriesOf(
  members: ReadonlyMap<string, string>,
  { own }: Pick<MemberRules, "own">,
): Map<string, string> {
  const entries = new Map<string, string>();
  for (const [member, text] of members) {
    const key = flashKeyOf(member);
    const flashes = key === undefined ? undefined : elementsOf(text);
    if (key !== undefined && flashes) {
      for (const [name, flash] of flashEntries(key, flashes)) entries.set(name, flash);
    } else {
      entries.set(own.includes(member) ? nameOfOwn(member) : nameOfKey(member), text);
    }
  }
  return entries;
}

/** Applies what changed to the members of a row. @throws SessionValueError for a key that the form keeps for itself */
export function applyToMembers(members: Members, { clear, set, remove }: Delta, rules: MemberRules): void {
  const { own } = rules;
  if (clear) for (const key of [...members.keys()]) if (!own.includes(key)) members.delete(key);
  for (const name of remove) {
    const key = keyOfName(name);
    if (key === undefined) removeFlash(members, name, rules);
    else if (!own.includes(key)) members.delete(key);
  }
  for (const [name, text] of set) {
    const key = keyOfName(name);
    if (key !== undefined) setKey(members, key, text, own);
    else if (name.startsWith("#")) members.set(name.slice(1), text);
    else addFlash(members, name, text, rules);
  }
}

function setKey(members: Members, key: string, text: string, own: readonly string[]): void {
  if (own.includes(key)) {
    const message = `Cannot set "${key}": the rows of this store keep something of their own under this key; take another`;
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

function addFlash(members: Members, name: string, text: string, { isRetried }: MemberRules): void {
  const member = flashMemberOf(keyOfFlash(name));
  const flashes = elementsOf(members.get(member) ?? "[]") ?? [];
  if (isRetried(name) && flashes.includes(text)) return;
  members.set(member, `[${[...flashes, text].join(",")}]`);
}

function removeFlash(members: Members, name: string, { textOfFlash }: MemberRules): void {
  const key = keyOfFlash(name);
  const member = flashMemberOf(key);
  const flashes = elementsOf(members.get(member) ?? "[]");
  const text = textOfFlash(name) ?? name.slice(name.indexOf(" ", flashPrefix(key).length) + 1);
  const at = flashes?.indexOf(text) ?? -1;
  if (!flashes || at === -1) return;
  const rest = flashes.toSpliced(at, 1);
  if (rest.length > 0) members.set(member, `[${rest.join(",")}]`);
  else members.delete(member);
}
