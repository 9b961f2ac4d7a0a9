import { hkdfSync } from "node:crypto";
import { CompactSign, compactVerify } from "jose";
import type { CompactJWSHeaderParameters } from "jose";
import { describe, expect, it } from "vitest";
import { mutationsOf } from "../../../../../test/support/mutations.ts";
import { JweSealing } from "./jwe-sealing.ts";
import { JwsSealing } from "./jws-sealing.ts";

const NAME = "HERTZ-SESSION";
const SECRET = "a secret of the tests, long enough";
const TEXT = '"user"\t"ada ✓"';

const sealing = new JwsSealing(NAME, [SECRET]);

/** The key as decision 0005 says it is made, without the code under test. */
const KEY = new Uint8Array(
  hkdfSync("sha256", SECRET, "", `hertz-sessions: HS256 of the session cookie ${NAME}`, 32),
);

/** A value as another implementation makes it. */
function signElsewhere(header: CompactJWSHeaderParameters): Promise<string> {
  return new CompactSign(Buffer.from(TEXT)).setProtectedHeader(header).sign(KEY);
}

describe("JwsSealing", () => {
  it("signs the same text into the same value in every release, for everybody to read", () => {
    const frozen = "eyJhbGciOiJIUzI1NiJ9.InVzZXIiCSJhZGEg4pyTIg.m6UQSZFGcxkE7utiQzUpUhT2edhGdJ4dxby2MtYPics";
    expect(sealing.seal(TEXT)).toBe(frozen);
    expect(sealing.open(frozen)).toEqual({ text: TEXT, isStale: false });
    expect(Buffer.from(frozen.split(".")[1] ?? "", "base64url").toString()).toBe(TEXT);
  });

  it("signs what another implementation of JWS verifies", async () => {
    const { payload, protectedHeader } = await compactVerify(sealing.seal(TEXT), KEY);
    expect(Buffer.from(payload).toString()).toBe(TEXT);
    expect(protectedHeader).toEqual({ alg: "HS256" });
  });

  it("opens what another implementation of JWS signed", async () => {
    expect(sealing.open(await signElsewhere({ alg: "HS256" }))).toEqual({ text: TEXT, isStale: false });
  });

  it("refuses a true signature under another header, and none at all", async () => {
    const unsigned = [{ alg: "none" }, { alg: "HS256" }].map(
      (header) =>
        `${Buffer.from(JSON.stringify(header)).toString("base64url")}.${Buffer.from(TEXT).toString("base64url")}.`,
    );
    const values = [await signElsewhere({ alg: "HS256", typ: "JWT" }), ...unsigned];
    expect(values.map((value) => sealing.open(value))).toEqual([undefined, undefined, undefined]);
  });

  it("refuses a value of which any one character was changed or left out", () => {
    for (const text of [TEXT, `${TEXT}x`, `${TEXT}xy`]) {
      const opened = mutationsOf(sealing.seal(text)).filter((value) => sealing.open(value));
      expect(opened).toEqual([]);
    }
  });

  it("refuses a value of another cookie's name, of another secret, and an encrypted one", () => {
    expect(new JwsSealing("OTHER", [SECRET]).open(sealing.seal(TEXT))).toBeUndefined();
    expect(new JwsSealing(NAME, [`${SECRET}!`]).open(sealing.seal(TEXT))).toBeUndefined();
    expect(sealing.open(new JweSealing(NAME, [SECRET]).seal(TEXT))).toBeUndefined();
  });

  it("opens values of all its secrets, tells those of older ones, and signs with the newest", () => {
    const rotated = new JwsSealing(NAME, ["the newest secret of all the tests", SECRET]);
    expect(rotated.open(sealing.seal(TEXT))).toEqual({ text: TEXT, isStale: true });
    expect(rotated.open(rotated.seal(TEXT))).toEqual({ text: TEXT, isStale: false });
    expect(sealing.open(rotated.seal(TEXT))).toBeUndefined();
  });

  it("takes a value for whole when it is, and no beginning and no continuation of it", () => {
    const value = sealing.seal(TEXT);
    const beginnings = Array.from(value, (_, index) => value.slice(0, index));
    expect(sealing.isWhole(value)).toBe(true);
    expect([...beginnings, `${value}A`, value + value].filter((text) => sealing.isWhole(text))).toEqual([]);
  });

  it("capacityOf() is the length of the longest text whose value has no more characters", () => {
    for (let characters = 68; characters < 100; characters += 1) {
      const capacity = sealing.capacityOf(characters);
      expect(sealing.seal("x".repeat(capacity)).length).toBeLessThanOrEqual(characters);
      expect(sealing.seal("x".repeat(capacity + 1)).length).toBeGreaterThan(characters);
    }
  });
});
