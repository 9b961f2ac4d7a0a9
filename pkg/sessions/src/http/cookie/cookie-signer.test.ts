import { describe, expect, it } from "vitest";
import { createId } from "../../core/ids.ts";
import { CookieSigner } from "./cookie-signer.ts";

const SECRET = "a secret of the tests, long enough";
const OLDER = "an older secret of the tests, as long";
const NAME = "HERTZ-SESSION";
const ID = "AbC-0123456789012345678901234567890123456789xyA";
/** HMAC-SHA256 of "HERTZ-SESSION=<id>" with HKDF-SHA256 of the secret, worked out by another program. */
const VALUE = `${ID}.cfwtNPcyBJGvVsYJnO7j16rdPOh-6W23qAwnh6EQayM`;

const signer = new CookieSigner(NAME, [SECRET]);

describe("CookieSigner", () => {
  it("signs this id under this name with this secret as it always did", () => {
    expect(signer.sign(ID)).toBe(VALUE);
    expect(signer.verify(VALUE)).toEqual({ id: ID, isStale: false, countsUntil: Infinity });
  });

  it("takes what it has signed, and nothing signed for another name or with another secret", () => {
    const id = createId();
    expect(signer.verify(signer.sign(id))).toEqual({ id, isStale: false, countsUntil: Infinity });
    expect(signer.verify(new CookieSigner("OTHER", [SECRET]).sign(id))).toBeUndefined();
    expect(signer.verify(new CookieSigner(NAME, [OLDER]).sign(id))).toBeUndefined();
  });

  it("signs with the first secret and accepts all, telling the older ones", () => {
    const rotated = new CookieSigner(NAME, [SECRET, OLDER, "oldest"]);
    expect(rotated.sign(ID)).toBe(VALUE);
    expect(rotated.verify(VALUE)).toEqual({ id: ID, isStale: false, countsUntil: Infinity });
    for (const older of [OLDER, "oldest"]) {
      expect(rotated.verify(new CookieSigner(NAME, [older]).sign(ID))).toEqual({
        id: ID,
        isStale: true,
        countsUntil: Infinity,
      });
    }
  });

  it("a name and an id cannot be parted in another way", () => {
    const [shorter, longer] = [new CookieSigner("a", [SECRET]), new CookieSigner("a=A", [SECRET])];
    expect(shorter.sign(ID).slice(48)).not.toBe(longer.sign(ID).slice(48));
  });

  it("refuses a value of which any one character is another", () => {
    const accepted = Array.from(VALUE, (character, index) => {
      const other = character === "A" ? "B" : "A";
      return signer.verify(VALUE.slice(0, index) + other + VALUE.slice(index + 1));
    });
    expect(accepted.every((verified) => verified === undefined)).toBe(true);
  });

  it.each([
    ["nothing", ""],
    ["a dot", "."],
    ["the id alone", ID],
    ["the id and a dot", `${ID}.`],
    ["the signature alone", VALUE.slice(48)],
    ["one character less", VALUE.slice(0, -1)],
    ["one character more", `${VALUE}A`],
    ["padding", `${VALUE}=`],
    ["a newline behind it", `${VALUE}\n`],
    ["quotes around it", `"${VALUE}"`],
    ["another separator", VALUE.replace(".", ":")],
    ["the prefix of express-session", `s:${VALUE}`],
    ["percent-encoding", encodeURIComponent(VALUE).replace(".", "%2E")],
    ["a signature in the other alphabet of base64", VALUE.replace("-6W", "+6W")],
    ["a letter that is not ASCII", `${VALUE.slice(0, -1)}é`],
    ["a letter that is not ASCII in the id", `é${VALUE.slice(1)}`],
    ["a surrogate alone", `${VALUE.slice(0, -1)}\uD800`],
    ["an id of NULs", VALUE.replace(ID, "\0".repeat(47))],
    ["a long text", "A".repeat(100_000)],
  ])("refuses %s without throwing", (_name, value) => {
    expect(signer.verify(value)).toBeUndefined();
  });

  it("refuses the other spellings of the same signature, which a lenient decoder would accept", () => {
    const last = VALUE.at(-1) ?? "";
    const neighbours = Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
      .filter((character) => character !== last)
      .map((character) => VALUE.slice(0, -1) + character);
    const sameBytes = neighbours.filter((value) => bytesOf(value).equals(bytesOf(VALUE)));
    expect(sameBytes).toHaveLength(3);
    expect(sameBytes.map((value) => signer.verify(value))).toEqual([undefined, undefined, undefined]);
  });
});

function bytesOf(value: string): Buffer {
  return Buffer.from(value.slice(48), "base64url");
}
