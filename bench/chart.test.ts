import { describe, expect, it } from "vitest";
import { barChart } from "./chart.ts";

const bars = [
  { label: "ours", value: 2000, isOurs: true },
  { label: "a < b & c", value: 1000, isOurs: false },
];

describe("barChart()", () => {
  it("draws bars in proportion to their values, the longest over the whole width", () => {
    const widths = [
      ...barChart([{ title: "read", bars }], "requests").matchAll(/width="(\d+)" height="14"/g),
    ];
    expect(widths.map(([, width]) => Number(width))).toEqual([410, 205]);
  });

  it("escapes what stands in labels", () => {
    expect(barChart([{ title: "read", bars }], "requests")).toContain("a &lt; b &amp; c");
  });

  it("gives each group a scale of its own", () => {
    const small = [{ label: "slow", value: 1, isOurs: false }];
    const chart = barChart(
      [
        { title: "read", bars },
        { title: "login", bars: small },
      ],
      "requests",
    );
    expect([...chart.matchAll(/width="410" height="14"/g)]).toHaveLength(2);
  });
});
