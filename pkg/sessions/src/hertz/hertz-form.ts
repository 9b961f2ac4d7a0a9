import { randomBytes } from "node:crypto";
import type { SessionSettings } from "../core/settings/settings.ts";
import type { JsonRowForm } from "../redis/json-rows/json-row-form.ts";

/** The alphabet of base32 (RFC 4648), which Hertz spells ids in. */
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/** Characters of an id: 32 bytes in base32, without padding. */
const ID_LENGTH = 52;

/** Rows as Hertz's Redis store keeps them with its JSON serializer: the values of the session, and nothing else. */
export function hertzForm({ idleSeconds }: SessionSettings, prefix: string): JsonRowForm {
  const ownIdle = { seconds: idleSeconds, fromMaxAge: false };
  return {
    what: "session of Hertz as JSON",
    prefix,
    ids: {
      create: () => Array.from(randomBytes(ID_LENGTH), (byte) => ALPHABET.charAt(byte % 32)).join(""),
      isId: (text) => text !== "",
      alphabet: ALPHABET,
    },
    own: [],
    renewsOnRead: true,
    idleOf: () => ownIdle,
    prepare: (_members, idle) => idle ?? ownIdle,
  };
}
