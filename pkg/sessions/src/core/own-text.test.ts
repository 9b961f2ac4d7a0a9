import { describe, expect, it } from "vitest";
import { liveHeapBytes } from "../../../../test/support/heap.ts";
import { ownText } from "./own-text.ts";

/** Bytes of heap that it takes to keep one hundred characters out of a text of 8,000, on average of a thousand. */
function bytesToKeep(keep: (text: string) => string): number {
  const before = liveHeapBytes();
  const kept = Array.from({ length: 1000 }, (_, index) =>
    keep(Buffer.alloc(8000, `${index}; `).toString("latin1").slice(100, 200)),
  );
  return (liveHeapBytes() - before) / kept.length;
}

describe("ownText()", () => {
  it("gives the same text, whatever its characters", () => {
    const texts = ["", "plain", "caf\u00e9 \u00ff", "✓ 漢字", "\ud83d\ude00", "half a pair: \ud83d"];
    expect(texts.map((text) => ownText(text))).toEqual(texts);
  });

  it("keeps nothing of the larger text that it was cut out of", () => {
    expect(bytesToKeep((text) => text)).toBeGreaterThan(7000); // or the next line proves nothing
    expect(bytesToKeep(ownText)).toBeLessThan(1000);
  });
});
