import { describe, expect, it } from "vitest";

import { deriveSecrets } from "./derive-secrets.ts";

describe("deriveSecrets()", () => {
  it("gives one for each secret, in order, the same each time and on every replica", () => {
    const derived = deriveSecrets(["newer", "older"], "csrf");
    expect(derived).toHaveLength(2);
    expect(deriveSecrets(["older"], "csrf")).toEqual([derived[1]]);
  });

  it("gives others for another purpose, and never the secret itself", () => {
    const [secret] = deriveSecrets(["a secret"], "csrf");
    expect(deriveSecrets(["a secret"], "device")).not.toContain(secret);
    expect(secret).not.toContain("a secret");
  });
});
