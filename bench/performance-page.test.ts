import { describe, expect, it } from "vitest";
import { replaceBetweenMarks } from "./performance-page.ts";

const page = "before\n<!-- bench a -->\nold\n<!-- /bench a -->\nafter <!-- bench b --><!-- /bench b -->";

describe("replaceBetweenMarks()", () => {
  it("replaces what stands between the marks of that name, and nothing else", () => {
    const changed = replaceBetweenMarks(page, "a", "new");
    expect(changed).toBe(
      "before\n<!-- bench a -->\n\nnew\n\n<!-- /bench a -->\nafter <!-- bench b --><!-- /bench b -->",
    );
  });

  it("refuses a name without marks", () => {
    expect(() => replaceBetweenMarks(page, "c", "new")).toThrow("has no marks <!-- bench c -->");
  });
});
