import { describe, expect, it } from "vitest";
import { carry } from "./carry.ts";

const constants = { bytesPerSession: 512, redisMicros: 5, networkBytes: 500, cpuMicros: 40 };

describe("carry()", () => {
  it("takes as many shards as memory needs when that is more than CPU needs", () => {
    // 51.2 GB on halves of 16 GiB
    expect(carry(constants, 1e8, 1000)).toEqual(["100,000,000", "1,000", "47.7", "6", "0.00", "1"]);
  });

  it("takes as many shards as CPU needs when that is more than memory needs", () => {
    // 5 s of Redis a second on halves of a core; 4 Gbit/s over 10 shards; 40 s of server a second
    expect(carry(constants, 1e5, 1e6)).toEqual(["100,000", "1,000,000", "0.0", "10", "0.40", "80"]);
  });

  it("never takes less than one of anything", () => {
    expect(carry(constants, 1, 1)).toEqual(["1", "1", "0.0", "1", "0.00", "1"]);
  });
});
