import { describe, expect, it } from "vitest";
import { decodePointer } from "./pointer.ts";

const [handle, sealedId] = ["h".repeat(47), "s".repeat(43)];

describe("decodePointer()", () => {
  it("reads until when a pointer counts, and where it leads", () => {
    const pointer = { until: 1_795_439_510_123, movedTo: { handle, sealedId } };
    expect(decodePointer(`@\t2\t1795439510123\t${handle}\t${sealedId}`)).toEqual(pointer);
  });

  it.each([
    "",
    `@\t1\t1795439510123\t${handle}\t${sealedId}`,
    `@\t2\tsoon\t${handle}\t${sealedId}`,
    `@\t2\t1795439510123\t${handle}x\t${sealedId}`,
    `@\t2\t1795439510123\t${handle}\t${sealedId}\n"user"\t"ada"`,
  ])("takes nothing else for one: %j", (text) => {
    expect(decodePointer(text)).toBeUndefined();
  });
});
