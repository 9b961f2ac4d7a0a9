import { describe, expect, it } from "vitest";
import { readResult } from "./wrk.ts";

describe("readResult()", () => {
  it("reads what the script printed, in requests per second and milliseconds", () => {
    const output = "Running 2s test @ http://127.0.0.1:1\n  2 threads\nresult 3000 1500000 4200 31000 2\n";
    expect(readResult(output)).toEqual({
      requests: 3000,
      requestsPerSecond: 2000,
      p50Ms: 4.2,
      p99Ms: 31,
      failed: 2,
    });
  });

  it("refuses the output of a run that did not end", () => {
    expect(() => readResult("unable to connect")).toThrow("unable to connect");
  });
});
