import { expect, it } from "vitest";
import { hashSlotOf } from "./hash-slot.ts";

it.each([
  ["session:{123456789}x", 0x31c3 % 16_384],
  ["{foo}", 12_182],
  ["a{bar}b{foo}", 5061],
  ["123456789", 0x31c3 % 16_384],
  ["foo{}{bar}", 8363],
  ["a{foo", 113],
  ["schlüssel", 7677],
])("hashSlotOf(%o) is %i, as the specification of Redis Cluster has it", (key, slot) => {
  expect(hashSlotOf(key)).toBe(slot);
});
