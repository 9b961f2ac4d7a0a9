import { afterEach, describe, expect, it, vi } from "vitest";
import { decodeGobString, encodeGobString } from "./gob-string.ts";
import { pairKeys } from "./key-pairs.ts";
import { SecureCookies } from "./secure-cookies.ts";

const NAME = "HERTZ-SESSION";
const ISSUED_AT = 1_795_439_450;
/** Made by gorilla/securecookie with the hash key "secret", for the value "ABC". */
const VALUE = "MTc5NTQzOTQ1MHxCZ3dBQTBGQ1F3PT187weQedmI-s4ikYlnlHqe5BUipOUJDtSaEGuC_k4mcME=";
const MONTH = 2_592_000;

afterEach(() => {
  vi.useRealTimers();
});

function cookies(keys: readonly (string | null)[], maxAge = MONTH, name = NAME): SecureCookies {
  return new SecureCookies({ name, pairs: pairKeys(keys), maxAge });
}

function at(seconds: number): void {
  vi.useFakeTimers({ now: seconds * 1000, toFake: ["Date"] });
}

describe("SecureCookies", () => {
  it("makes and reads the value that gorilla/securecookie made", () => {
    at(ISSUED_AT);
    expect(cookies(["secret"]).sign("ABC")).toBe(VALUE);
    expect(cookies(["secret"]).verify(VALUE)).toMatchObject({ id: "ABC", isStale: false });
  });

  it("lets a value count for its age in full seconds, and without an end for 0", () => {
    at(ISSUED_AT + MONTH);
    expect(cookies(["secret"]).verify(VALUE)?.id).toBe("ABC");
    at(ISSUED_AT + MONTH + 1);
    expect(cookies(["secret"]).verify(VALUE)).toBeUndefined();
    expect(cookies(["secret"], 0).verify(VALUE)).toMatchObject({ id: "ABC", countsUntil: Infinity });
  });

  it.each([16, 24, 32])("encrypts with a block key of %i bytes, each time in another way", (bytes) => {
    const keys = ["hash", "k".repeat(bytes)];
    const values = [cookies(keys).sign("an id"), cookies(keys).sign("an id")];
    expect(values[0]).not.toBe(values[1]);
    for (const value of values) expect(cookies(keys).verify(value)?.id).toBe("an id");
    expect(cookies(["hash"]).verify(values[0] ?? "")).toBeUndefined();
    expect(cookies(["hash", "x".repeat(bytes)]).verify(values[0] ?? "")).toBeUndefined();
  });

  it("signs with the first pair and tries all, telling the older ones", () => {
    const old = cookies(["old", "k".repeat(16)]).sign("an id");
    const rotated = cookies(["new", null, "old", "k".repeat(16)]);
    expect(rotated.verify(old)).toMatchObject({ id: "an id", isStale: true });
    expect(cookies(["new"]).verify(rotated.sign("an id"))?.id).toBe("an id");
  });

  it("takes a value under its own name alone, and in no other spelling", () => {
    at(ISSUED_AT);
    expect(cookies(["secret"], MONTH, "OTHER").verify(VALUE)).toBeUndefined();
    const wrong = [VALUE.slice(0, -1), `${VALUE}=`, VALUE.replace("-", "+"), ` ${VALUE}`, "", "|", "fHw="];
    for (const value of [...wrong, "A".repeat(5000)]) {
      expect(cookies(["secret"]).verify(value)).toBeUndefined();
    }
  });
});

describe("a gob string", () => {
  it.each([0, 1, 52, 124, 125, 127, 128, 300, 70_000])("of %i characters comes back", (length) => {
    const text = "x".repeat(length);
    expect(decodeGobString(encodeGobString(text))).toBe(text);
  });

  it.each(["", "06", "060c00034142", "060c000341424344", "060e0003414243", "f80c", "ff"])(
    "is not %j",
    (hex) => {
      expect(decodeGobString(Buffer.from(hex, "hex"))).toBeUndefined();
    },
  );
});

describe("pairKeys()", () => {
  it.each([
    ["no keys", [], "must be an array"],
    ["an empty hash key", [""], "keyPairs[0]"],
    ["one hash key with two block keys", ["hash", null, "hash", "k".repeat(16)], "keyPairs[2]"],
    ["an old hash key in the place of a block key", ["new hash key", "old hash key"], "keyPairs[1]"],
  ])("refuses %s", (_name, keys, message) => {
    expect(() => pairKeys(keys)).toThrow(message);
  });
});
