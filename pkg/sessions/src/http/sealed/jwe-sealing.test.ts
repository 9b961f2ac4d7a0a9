import { hkdfSync } from "node:crypto";
import { CompactEncrypt, compactDecrypt } from "jose";
import type { CompactJWEHeaderParameters } from "jose";
import { describe, expect, it } from "vitest";
import { mutationsOf } from "../../../../../test/support/mutations.ts";
import { JweSealing } from "./jwe-sealing.ts";

const NAME = "HERTZ-SESSION";
const SECRET = "a secret of the tests, long enough";
const TEXT = '"user"\t"ada ✓"';
const HEADER = { alg: "dir", enc: "A256GCM" };

const sealing = new JweSealing(NAME, [SECRET]);

/** The key as decision 0005 says it is made, without the code under test. */
const KEY = new Uint8Array(
  hkdfSync("sha256", SECRET, "", `hertz-sessions: A256GCM of the session cookie ${NAME}`, 32),
);

/** A value as another implementation makes it. */
function encryptElsewhere(header: CompactJWEHeaderParameters, key: Uint8Array = KEY): Promise<string> {
  return new CompactEncrypt(Buffer.from(TEXT)).setProtectedHeader(header).encrypt(key);
}

describe("JweSealing", () => {
  it("opens what it sealed, and seals the same text into another value each time", () => {
    const values = [sealing.seal(TEXT), sealing.seal(TEXT)] as const;
    expect(values[0]).not.toBe(values[1]);
    expect(values.map((value) => sealing.open(value))).toEqual([
      { text: TEXT, isStale: false },
      { text: TEXT, isStale: false },
    ]);
  });

  it("opens a value that an earlier release sealed", () => {
    const frozen =
      "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..xq6g2qxJ2qCjvxFH.lS6Bq1J5n6gxQHwkPhOmnw.ZMfQ4PCTXkCvlR5jK3N7NQ";
    expect(sealing.open(frozen)).toEqual({ text: TEXT, isStale: false });
  });

  it("seals what another implementation of JWE opens", async () => {
    const { plaintext, protectedHeader } = await compactDecrypt(sealing.seal(TEXT), KEY);
    expect(Buffer.from(plaintext).toString()).toBe(TEXT);
    expect(protectedHeader).toEqual(HEADER);
  });

  it("opens what another implementation of JWE sealed", async () => {
    expect(sealing.open(await encryptElsewhere(HEADER))).toEqual({ text: TEXT, isStale: false });
  });

  it("refuses a true value under another header: nothing is negotiated", async () => {
    const key16 = KEY.slice(0, 16);
    const values = [
      await encryptElsewhere({ ...HEADER, typ: "JWT" }),
      await encryptElsewhere({ enc: "A256GCM", alg: "dir" }),
      await encryptElsewhere({ alg: "dir", enc: "A128GCM" }, key16),
      await encryptElsewhere({ alg: "A256KW", enc: "A256GCM" }),
    ];
    expect(values.map((value) => sealing.open(value))).toEqual([undefined, undefined, undefined, undefined]);
  });

  it("refuses a value of which any one character was changed or left out", () => {
    for (const text of [TEXT, `${TEXT}x`, `${TEXT}xy`]) {
      const opened = mutationsOf(sealing.seal(text)).filter((value) => sealing.open(value));
      expect(opened).toEqual([]);
    }
  });

  it("refuses a value put together from parts of two", () => {
    const [one, two] = [sealing.seal(TEXT), sealing.seal(TEXT)].map((value) => value.split("."));
    for (const index of [2, 3, 4]) {
      const mixed = one?.map((part, at) => (at === index ? two?.[at] : part)).join(".") ?? "";
      expect(sealing.open(mixed)).toBeUndefined();
    }
  });

  it("refuses texts that are no value", () => {
    for (const text of ["", ".", "....", `${sealing.beginning}..`, "%00", "A".repeat(9000)]) {
      expect(sealing.open(text)).toBeUndefined();
    }
  });

  it("refuses a value of another cookie's name, and of another secret", () => {
    expect(new JweSealing("OTHER", [SECRET]).open(sealing.seal(TEXT))).toBeUndefined();
    expect(new JweSealing(NAME, [`${SECRET}!`]).open(sealing.seal(TEXT))).toBeUndefined();
  });

  it("opens values of all its secrets, tells those of older ones, and seals with the newest", () => {
    const rotated = new JweSealing(NAME, [
      "the newest secret of all the tests",
      "another one in between",
      SECRET,
    ]);
    expect(rotated.open(sealing.seal(TEXT))).toEqual({ text: TEXT, isStale: true });
    expect(rotated.open(rotated.seal(TEXT))).toEqual({ text: TEXT, isStale: false });
    expect(sealing.open(rotated.seal(TEXT))).toBeUndefined();
  });

  it("takes a value for whole when it is, and no beginning and no continuation of it", () => {
    const value = sealing.seal(TEXT);
    const beginnings = Array.from(value, (_, index) => value.slice(0, index));
    expect(sealing.isWhole(value)).toBe(true);
    expect(
      [...beginnings, `${value}A`, `${value}.`, value + value].filter((text) => sealing.isWhole(text)),
    ).toEqual([]);
  });

  it("capacityOf() is the length of the longest text whose value has no more characters", () => {
    for (let characters = 84; characters < 130; characters += 1) {
      const capacity = sealing.capacityOf(characters);
      expect(sealing.seal("x".repeat(capacity)).length).toBeLessThanOrEqual(characters);
      expect(sealing.seal("x".repeat(capacity + 1)).length).toBeGreaterThan(characters);
    }
    expect(sealing.capacityOf(0)).toBe(0);
  });
});
