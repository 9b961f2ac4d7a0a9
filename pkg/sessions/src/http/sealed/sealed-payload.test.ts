import { describe, expect, it } from "vitest";
import { createId } from "../../core/ids.ts";
import { NEWER_FORMAT, encodeRow } from "../../core/row/row.ts";
import type { Row } from "../../core/row/row.ts";
import { PAYLOAD_OVERHEAD, decodePayload, encodePayload, isAlive } from "./sealed-payload.ts";

const NOW = 1_795_439_460_000;

const ROW: Row = {
  head: {
    createdAt: NOW - 10_000,
    absoluteEnd: NOW + 3_600_000,
    idle: { seconds: 60, fromMaxAge: true },
    user: "42",
    dataVersion: 3,
  },
  entries: new Map([
    ['"user"', '"ada"'],
    ['~"_flash"~Zk3v0c9QvJxk', '"success"'],
    ['"#id"', '"a key of the application"'],
  ]),
};
const SESSION = { id: createId(), sealedAt: NOW, row: ROW };

describe("encodePayload()", () => {
  it("writes the row's text with the id and the time of sealing as two lines before its entries", () => {
    const lines = encodePayload(SESSION).split("\n");
    expect(lines.slice(1, 4)).toEqual([`#id\t${SESSION.id}`, `#sealed\t${NOW}`, '"user"\t"ada"']);
    expect([lines[0], ...lines.slice(3)].join("\n")).toBe(encodeRow(ROW));
  });

  it("adds PAYLOAD_OVERHEAD bytes to those of the row", () => {
    const bytes = Buffer.byteLength(encodePayload(SESSION));
    expect(bytes - Buffer.byteLength(encodeRow(ROW))).toBe(PAYLOAD_OVERHEAD);
  });
});

describe("decodePayload()", () => {
  it("reads what encodePayload() wrote", () => {
    expect(decodePayload(encodePayload(SESSION))).toEqual(SESSION);
  });

  it.each([
    ["a plain row", encodeRow(ROW)],
    ["an id that is none", encodePayload({ ...SESSION, id: "x" })],
    ["a time that is none", encodePayload({ ...SESSION, sealedAt: -1 })],
    ["no row", "hello"],
    ["nothing", ""],
  ])("takes %s for none", (_what, text) => {
    expect(decodePayload(text)).toBeUndefined();
  });

  it("tells a row of a newer release", () => {
    expect(decodePayload(encodePayload(SESSION).replace("@\t1\t", "@\t2\t"))).toBe(NEWER_FORMAT);
  });
});

describe("isAlive()", () => {
  it("ends a session when its idle timeout is over, counted from its sealing", () => {
    expect(isAlive(SESSION, NOW + 59_999)).toBe(true);
    expect(isAlive(SESSION, NOW + 60_000)).toBe(false);
  });

  it("ends a session at its absolute end, however late it was sealed", () => {
    const late = { ...SESSION, sealedAt: ROW.head.absoluteEnd - 1 };
    expect(isAlive(late, ROW.head.absoluteEnd - 1)).toBe(true);
    expect(isAlive(late, ROW.head.absoluteEnd)).toBe(false);
  });

  it("counts a session sealed up to a minute ahead of this clock, and none from further in the future", () => {
    expect(isAlive(SESSION, NOW - 60_000)).toBe(true);
    expect(isAlive(SESSION, NOW - 60_001)).toBe(false);
  });
});
