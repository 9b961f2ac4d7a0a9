import { describe, expect, it } from "vitest";
import { NEWER_FORMAT, decodeRow, encodeIdle, encodeRow, encodeRowTail } from "./row.ts";
import type { RowHead } from "./row.ts";

const HEAD: RowHead = {
  createdAt: 1_795_439_450_123,
  absoluteEnd: 1_795_482_650_123,
  idle: { seconds: 1800, fromMaxAge: false },
  user: "42",
  dataVersion: 3,
};
const FIRST_LINE = "@\t1\t1795439450123\t1795482650123\t1800\t42\t3";

describe("encodeRow()", () => {
  it("writes the first line, then a line for each entry", () => {
    const entries = new Map([
      ['"username"', '"ada"'],
      ['"cart"', '[{"sku":"b-17","n":2}]'],
    ]);
    expect(encodeRow({ head: HEAD, entries })).toBe(
      `${FIRST_LINE}\n"username"\t"ada"\n"cart"\t[{"sku":"b-17","n":2}]`,
    );
  });

  it("ends with the row's tail, which begins at the idle timeout", () => {
    const entries = new Map([['"n"', "1"]]);
    expect(encodeRowTail(HEAD, entries)).toBe('1800\t42\t3\n"n"\t1');
    expect(encodeRow({ head: HEAD, entries })).toMatch(/\t1795482650123\t1800\t42\t3\n"n"\t1$/);
  });

  it("marks an idle timeout that came from a maxAge with an m", () => {
    expect(encodeIdle({ seconds: 600, fromMaxAge: true })).toBe("600m");
    expect(encodeIdle({ seconds: 600, fromMaxAge: false })).toBe("600");
  });

  it("reads a user whose bytes are no text as it stands", () => {
    expect(decodeRow("@\t1\t1\t2\t3\t%FF%FE\t0")).toMatchObject({ head: { user: "%FF%FE" } });
  });

  it("percent-encodes the user, so that any name stands in one field", () => {
    const row = encodeRow({ head: { ...HEAD, user: "a\tb\nc %é" }, entries: new Map() });
    expect(row.split("\t")[5]).toBe("a%09b%0Ac%20%25%C3%A9");
  });
});

describe("decodeRow()", () => {
  it.each<[string, Partial<RowHead>, [string, string][]]>([
    ["no entries", {}, []],
    ["an entry with an empty text", {}, [['""', ""]]],
    [
      "several entries, in their order",
      {},
      [
        ['"b"', "1"],
        ['"a"', "2"],
        ['~"_flash"~x', '"hi"'],
      ],
    ],
    ["no user", { user: "" }, [['"n"', "1"]]],
    ["a user of any characters", { user: "ключ\t100%\n" }, [['"n"', "1"]]],
    ["an idle timeout from a maxAge", { idle: { seconds: 31_536_000, fromMaxAge: true } }, []],
    [
      "texts that look like a first line",
      {},
      [
        ["@", "1"],
        ['"x"', "@ 1"],
      ],
    ],
  ])("reads what encodeRow() wrote: %s", (_name, fields, entries) => {
    const row = { head: { ...HEAD, ...fields }, entries: new Map(entries) };
    const decoded = decodeRow(encodeRow(row));
    expect(decoded).toEqual(row);
    expect(
      Object.keys(decoded === NEWER_FORMAT || "damage" in decoded ? {} : Object.fromEntries(decoded.entries)),
    ).toEqual(entries.map(([name]) => name));
  });

  it.each([
    ["nothing", ""],
    ["other text", "secret"],
    ["JSON of another library", '{"cookie":{"originalMaxAge":null},"secret":1}'],
    ["the mark alone", "@"],
    ["a line cut in the middle", FIRST_LINE.slice(0, 25)],
    ["a missing field", FIRST_LINE.replace("\t42", "")],
    ["a field too many", `${FIRST_LINE}\tsecret`],
    ["an empty field", FIRST_LINE.replace("1800", "")],
    ["a time that is no number", FIRST_LINE.replace("1795439450123", "secret")],
    ["a time below zero", FIRST_LINE.replace("1795439450123", "-5")],
    ["a time of too many digits", FIRST_LINE.replace("1795439450123", "1795439450123000")],
    ["an idle timeout of nothing", FIRST_LINE.replace("1800", "0")],
    ["an idle timeout with another mark", FIRST_LINE.replace("1800", "1800s")],
    ["a user that no encoder wrote", FIRST_LINE.replace("42", "%secret")],
    ["a format of the past", FIRST_LINE.replace("1", "0")],
    ["a format with a zero in front", FIRST_LINE.replace("1", "02")],
    ["a space in front", ` ${FIRST_LINE}`],
    ["a carriage return", `${FIRST_LINE}\r\n"n"\t1`],
    ["a line without a name", `${FIRST_LINE}\n"n"\t1\nsecret`],
    ["a line without a name between others", `${FIRST_LINE}\nsecret\n"n"\t1`],
    ["a newline at the end", `${FIRST_LINE}\n"n"\t1\n`],
  ])("tells damage, without its content: %s", (_name, text) => {
    expect(decodeRow(text)).toEqual({ damage: expect.not.stringContaining("secret") });
  });

  it.each(["@\t2\t", "@\t2\tanything at all\n", "@\t10\t1", "@\t999999999\t"])(
    "tells a newer format: %j",
    (text) => {
      expect(decodeRow(text)).toBe(NEWER_FORMAT);
    },
  );

  it.each(["@\t2", "@\t\t", "@\tx\t", "@\t1", "2\t2\t"])("does not take %j for a newer format", (text) => {
    expect(decodeRow(text)).toHaveProperty("damage");
  });
});
